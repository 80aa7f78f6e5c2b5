// Mirror of the structs that cross the door (app/views*.go, app/errors.go). Written by the Go test; do not edit.

export interface Error {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly holder?: string;
  readonly station?: string;
  readonly since?: string;
  readonly candidates?: readonly string[];
  readonly retry_after_ms?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string;
  readonly total: number;
}

export interface ListQuery {
  readonly text: string;
  readonly filter: { readonly [key: string]: string };
  readonly sort: string;
  readonly after: string;
  readonly offset: number;
  readonly limit: number;
}

export interface SetupState {
  readonly needsSite: boolean;
  readonly site: string;
  readonly unit: string;
  readonly station: string;
  readonly hostName: string;
  readonly dataDir: string;
  readonly version: string;
  readonly busy: string;
  readonly progress: number;
  readonly problem: Error | null;
  readonly needsToken: boolean;
  readonly interactive: boolean;
  readonly canJoin: boolean;
}

export interface NewSite {
  readonly site: string;
  readonly unit: string;
  readonly station: string;
  readonly username: string;
  readonly fullName: string;
  readonly password: string;
}

export interface Recovery {
  readonly words: readonly string[];
  readonly text: string;
  readonly qr: string;
}

export interface SignedIn {
  readonly token: string;
  readonly account: Account;
}

export interface Account {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly lockedUntil: string;
  readonly lastSeen: string;
  readonly online: boolean;
  readonly can: readonly string[];
}

export interface NewAccount {
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

export interface EditAccount {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly disabled: boolean;
  readonly reason: string;
}

export interface Shell {
  readonly site: string;
  readonly unit: string;
  readonly station: string;
  readonly stationId: string;
  readonly role: string;
  readonly hub: string;
  readonly entries: number;
  readonly waiting: number;
  readonly unread: number;
  readonly conflictsOpen: number;
  readonly overdue: number;
  readonly dueSoon: number;
  readonly idleLockMin: number;
  readonly announcements: readonly Announcement[];
  readonly clockWarning: string;
  readonly version: string;
  readonly now: string;
}

export interface PersonRow {
  readonly id: string;
  readonly label: string;
  readonly serial: string;
  readonly rank: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly middle: string;
  readonly name: string;
  readonly officer: boolean;
  readonly group: string;
  readonly phone: string;
  readonly status: string;
  readonly code: string;
  readonly photo: string;
  readonly assigned: string;
  readonly holds: number;
  readonly overdue: number;
  readonly dueSoon: number;
}

export interface PersonRecord extends PersonRow {
  readonly held: readonly ItemRow[];
  readonly own: ItemRow | null;
  readonly limit: string;
  readonly registered: string;
  readonly history: readonly HistoryEvent[];
  readonly username: string;
}

export interface PersonForm {
  readonly id: string;
  readonly serial: string;
  readonly rank: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly middle: string;
  readonly group: string;
  readonly phone: string;
  readonly code: string;
  readonly photo: string;
  readonly assigned: string;
}

export interface StatusChange {
  readonly id: string;
  readonly status: string;
  readonly condition: string;
  readonly reason: string;
}

export interface ItemRow {
  readonly id: string;
  readonly label: string;
  readonly model: string;
  readonly modelId: string;
  readonly category: string;
  readonly calibre: string;
  readonly serial: string;
  readonly number: string;
  readonly code: string;
  readonly description: string;
  readonly photo: string;
  readonly status: string;
  readonly condition: string;
  readonly holder: Holder | null;
  readonly candidates: readonly Holder[];
  readonly doubt: Doubted | null;
  readonly dueSoon: boolean;
}

export interface Holder {
  readonly personId: string;
  readonly name: string;
  readonly label: string;
  readonly since: string;
  readonly due: string;
  readonly station: string;
  readonly receiptNo: string;
  readonly transaction: string;
  readonly purpose: string;
  readonly magazines: number;
  readonly rounds: number;
}

export interface ItemRecord extends ItemRow {
  readonly registered: string;
  readonly history: readonly HistoryEvent[];
}

export interface HistoryEvent {
  readonly entry: string;
  readonly kind: string;
  readonly time: string;
  readonly title: string;
  readonly detail: string;
  readonly account: string;
  readonly station: string;
  readonly receiptNo: string;
  readonly transaction: string;
  readonly clockSuspect: boolean;
  readonly quarantined: boolean;
}

export interface ItemForm {
  readonly id: string;
  readonly modelId: string;
  readonly serial: string;
  readonly number: string;
  readonly code: string;
  readonly description: string;
  readonly photo: string;
  readonly condition: string;
  readonly status: string;
}

export interface Model {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly category: string;
  readonly calibre: string;
  readonly withdrawn: boolean;
}

export interface Purpose {
  readonly id: string;
  readonly name: string;
  readonly freeText: boolean;
  readonly withdrawn: boolean;
  readonly loadouts: readonly Loadout[];
}

export interface Loadout {
  readonly category: string;
  readonly magazines: number;
  readonly rounds: number;
}

export interface Scan {
  readonly kind: string;
  readonly code: string;
  readonly person: PersonRecord | null;
  readonly item: ItemRow | null;
  readonly receipt: Transaction | null;
  readonly people: readonly PersonRow[];
  readonly items: readonly ItemRow[];
  readonly refusal: Error | null;
}

export interface ProposeRequest {
  readonly personId: string;
  readonly itemIds: readonly string[];
  readonly purposeId: string;
}

export interface Proposal {
  readonly lines: readonly ProposalLine[];
  readonly refusal: Error | null;
  readonly due: string;
}

export interface ProposalLine {
  readonly item: ItemRow;
  readonly magazines: number;
  readonly rounds: number;
  readonly refusal: Error | null;
}

export interface IssueRequest {
  readonly commandId: string;
  readonly draftId: string;
  readonly personId: string;
  readonly lines: readonly IssueLine[];
  readonly purposeId: string;
  readonly purposeText: string;
  readonly receiptType: string;
  readonly notes: string;
  readonly signature: string;
  readonly override: Override | null;
}

export interface IssueLine {
  readonly itemId: string;
  readonly magazines: number;
  readonly rounds: number;
}

export interface Override {
  readonly reason: string;
  readonly secondUsername: string;
  readonly secondPassword: string;
}

export interface ReturnRequest {
  readonly commandId: string;
  readonly draftId: string;
  readonly personId: string;
  readonly lines: readonly ReturnLine[];
  readonly magazines: number | null;
  readonly rounds: number | null;
  readonly missing: string;
  readonly notes: string;
  readonly signature: string;
}

export interface ReturnLine {
  readonly itemId: string;
  readonly condition: string;
  readonly magazines: number;
  readonly rounds: number;
}

export interface Transaction {
  readonly id: string;
  readonly receiptNo: string;
  readonly receiptType: string;
  readonly action: string;
  readonly time: string;
  readonly due: string;
  readonly personId: string;
  readonly person: string;
  readonly personLabel: string;
  readonly purpose: string;
  readonly lines: readonly TransactionLine[];
  readonly magazines: number;
  readonly rounds: number;
  readonly account: string;
  readonly username: string;
  readonly station: string;
  readonly notes: string;
  readonly signature: string;
  readonly why: string;
  readonly whyReason: string;
  readonly onStations: number;
  readonly stations: number;
  readonly entry: string;
  readonly clockSuspect: boolean;
  readonly from: string;
  readonly fromNo: string;
  readonly stillOut: number;
  readonly assigned: string;
  readonly assignedId: string;
  readonly printed: boolean;
  readonly undoUntil: string;
}

export interface ConvertRequest {
  readonly commandId: string;
  readonly transactionId: string;
  readonly itemIds: readonly string[];
  readonly receiptType: string;
  readonly due: string;
  readonly notes: string;
  readonly signature: string;
  readonly override: Override | null;
}

export interface TransactionLine {
  readonly itemId: string;
  readonly label: string;
  readonly model: string;
  readonly serial: string;
  readonly number: string;
  readonly condition: string;
  readonly magazines: number;
  readonly rounds: number;
  readonly holder: string;
  readonly returnedAt: string;
  readonly convertedTo: string;
  readonly convertedNo: string;
  readonly out: boolean;
}

export interface Draft {
  readonly id: string;
  readonly commandId: string;
  readonly form: string;
  readonly title: string;
  readonly account: string;
  readonly username: string;
  readonly station: string;
  readonly saved: string;
  readonly rev: number;
  readonly body: string;
  readonly mine: boolean;
  readonly live: boolean;
}

export interface Board {
  readonly available: number;
  readonly issued: number;
  readonly overdue: number;
  readonly dueSoon: number;
  readonly maintenance: number;
  readonly total: number;
  readonly models: readonly ModelStrength[];
  readonly out: readonly ItemRow[];
  readonly outTotal: number;
  readonly online: readonly Online[];
  readonly stations: readonly StationRow[];
  readonly issuedToday: number;
  readonly returnedToday: number;
}

export interface ModelStrength {
  readonly model: string;
  readonly category: string;
  readonly available: number;
  readonly issued: number;
  readonly overdue: number;
  readonly maintenance: number;
  readonly other: number;
  readonly total: number;
}

export interface Online {
  readonly accountId: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly station: string;
  readonly since: string;
  readonly state: string;
}

export interface FeedLine {
  readonly seq: number;
  readonly type: string;
  readonly time: string;
  readonly who: string;
  readonly what: string;
  readonly detail: string;
  readonly where: string;
  readonly transaction: string;
}

export interface Notification {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly level: string;
  readonly time: string;
  readonly read: boolean;
  readonly link: string;
}

export interface Announcement {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly level: string;
  readonly author: string;
  readonly time: string;
  readonly withdrawn: boolean;
  readonly mine: boolean;
  readonly acked: readonly Ack[];
  readonly waiting: readonly string[];
}

export interface Ack {
  readonly name: string;
  readonly time: string;
  readonly station: string;
}

export interface NewAnnouncement {
  readonly title: string;
  readonly text: string;
  readonly level: string;
}

export interface SiteSettings {
  readonly name: string;
  readonly unit: string;
  readonly commanderName: string;
  readonly commanderRank: string;
  readonly commanderTitle: string;
  readonly limit: string;
  readonly dueHours: number;
  readonly dueSoonMin: number;
  readonly idleLockMin: number;
  readonly cutOff: string;
}

export interface ReferenceList {
  readonly name: string;
  readonly title: string;
  readonly values: readonly string[];
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly done: number;
  readonly total: number;
  readonly text: string;
  readonly result: string;
  readonly error: Error | null;
}

export interface ImportPreview {
  readonly uploadId: string;
  readonly file: string;
  readonly what: string;
  readonly format: string;
  readonly columns: readonly string[];
  readonly ignored: readonly string[];
  readonly missing: readonly string[];
  readonly rows: number;
  readonly good: number;
  readonly bad: readonly BadRow[];
  readonly sample: readonly (readonly string[])[];
}

export interface BadRow {
  readonly row: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
  readonly cells: readonly string[];
}

export interface File {
  readonly name: string;
  readonly mime: string;
  readonly base64: string;
}

export interface ReceiptPrint {
  readonly paper: string;
  readonly copy: boolean;
}

export interface PrinterSettings {
  readonly paper: string;
  readonly sheets: PrintOffset;
  readonly cards: PrintOffset;
  readonly tags: PrintOffset;
}

export interface PrintOffset {
  readonly right: number;
  readonly down: number;
}

export interface AuditSummary {
  readonly entries: number;
  readonly logs: readonly LogRow[];
  readonly digest: string;
  readonly storeBytes: number;
  readonly lastVerify: string;
  readonly lastVerifyResult: string;
  readonly lastBackup: string;
  readonly backupDir: string;
  readonly backupEveryHours: number;
  readonly dataDir: string;
  readonly unread: number;
}

export interface LogRow {
  readonly log: string;
  readonly station: string;
  readonly entries: number;
  readonly opened: string;
  readonly reason: string;
  readonly own: boolean;
}

export interface BackupRow {
  readonly path: string;
  readonly time: string;
  readonly bytes: number;
  readonly entries: number;
  readonly bad: string;
}

export interface AttachmentView {
  readonly url: string;
  readonly arriving: boolean;
}

export interface Hit {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly status: string;
}

export interface StationRow {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly role: string;
  readonly hub: boolean;
  readonly this: boolean;
  readonly priority: number;
  readonly addr: string;
  readonly foundBy: string;
  readonly behind: number;
  readonly delayMs: number;
  readonly clockMs: number;
  readonly version: string;
  readonly lastSeen: string;
  readonly enrolled: string;
}

export interface Lan {
  readonly role: string;
  readonly hub: string;
  readonly hubId: string;
  readonly term: number;
  readonly since: string;
  readonly electing: boolean;
  readonly discovery: string;
  readonly barred: string;
  readonly problem: string;
  readonly waiting: number;
  readonly clockMs: number | null;
  readonly stations: readonly StationRow[];
  readonly doubts: readonly DoubtRow[];
}

export interface DoubtRow {
  readonly items: readonly string[];
  readonly people: readonly string[];
  readonly station: string;
  readonly since: string;
}

export interface Doubted {
  readonly station: string;
  readonly since: string;
}

export interface Invitation {
  readonly state: string;
  readonly code: string;
  readonly expires: string;
  readonly at: string;
  readonly name: string;
  readonly address: string;
  readonly digits: string;
  readonly by: string;
  readonly mine: boolean;
  readonly problem: Error | null;
}

export interface JoinRequest {
  readonly station: string;
  readonly code: string;
  readonly address: string;
}

export interface JoinState {
  readonly state: string;
  readonly digits: string;
  readonly site: string;
  readonly inviter: string;
  readonly done: number;
  readonly total: number;
  readonly problem: Error | null;
}

export interface FoundStation {
  readonly address: string;
  readonly station8: string;
  readonly site8: string;
}

export interface Conflict {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly state: string;
  readonly found: string;
  readonly items: readonly ItemRow[];
  readonly people: readonly PersonRow[];
  readonly events: readonly HistoryEvent[];
  readonly sides: readonly ConflictSide[];
  readonly choices: readonly ConflictChoice[];
  readonly heals: string;
  readonly now: string;
  readonly finding: string;
  readonly closedBy: string;
  readonly closedAt: string;
}

export interface ConflictSide {
  readonly station: string;
  readonly stationId: string;
  readonly branch: number;
  readonly events: readonly HistoryEvent[];
  readonly more: number;
}

export interface ConflictChoice {
  readonly id: string;
  readonly title: string;
  readonly consequence: string;
  readonly holder: string;
  readonly atOnce: boolean;
}
