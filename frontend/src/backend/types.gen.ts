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
  readonly reason?: boolean;
  readonly discrepancy?: string;
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
  readonly discrepanciesOpen: number;
  readonly overdue: number;
  readonly dueSoon: number;
  readonly lowStock: number;
  readonly idleLockMin: number;
  readonly announcements: readonly Announcement[];
  readonly mass: readonly MassRow[];
  readonly clockWarning: string;
  readonly countsDue: readonly CountDue[];
  readonly version: string;
  readonly now: string;
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
  readonly qualification: string;
  readonly twoPerson: readonly string[];
  readonly openingCount: string;
  readonly closingCount: string;
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

export interface LostPasswords {
  readonly sheet: string;
  readonly username: string;
  readonly fullName: string;
  readonly password: string;
}

export interface LostStations {
  readonly sheet: string;
  readonly station: string;
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
  readonly modelId: string;
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
  readonly typed: readonly IssueLine[];
  readonly stock: readonly StockQuantity[];
}

export interface Proposal {
  readonly lines: readonly ProposalLine[];
  readonly refusal: Error | null;
  readonly due: string;
  readonly offers: readonly StockRow[];
}

export interface ProposalLine {
  readonly item: ItemRow;
  readonly magazines: number;
  readonly rounds: number;
  readonly stock: readonly StockQuantity[];
  readonly refusal: Error | null;
  readonly warning: string;
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
  readonly stock: readonly StockQuantity[];
}

export interface IssueLine {
  readonly itemId: string;
  readonly magazines: number;
  readonly rounds: number;
}

export interface Override {
  readonly reason: string;
  readonly unchecked: boolean;
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
  readonly stock: readonly StockQuantity[] | null;
}

export interface ReturnLine {
  readonly itemId: string;
  readonly condition: string;
  readonly magazines: number;
  readonly rounds: number;
  readonly missing: string;
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
  readonly second: string;
  readonly onStations: number;
  readonly stations: number;
  readonly entry: string;
  readonly clockSuspect: boolean;
  readonly mass: string;
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
  readonly stock: readonly StockQuantity[];
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

export interface NewCount {
  readonly type: string;
  readonly blind: boolean;
  readonly models: readonly string[];
  readonly notes: string;
}

export interface CountRow {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly blind: boolean;
  readonly models: readonly string[];
  readonly opened: CountActor;
  readonly closed: CountActor;
  readonly second: CountActor;
  readonly cancelled: CountActor;
  readonly scanned: number;
  readonly result: CountFigures | null;
}

export interface CountActor {
  readonly name: string;
  readonly station: string;
  readonly time: string;
}

export interface CountFigures {
  readonly expected: number;
  readonly found: number;
  readonly handled: number;
  readonly missing: number;
  readonly unexpected: number;
  readonly out: number;
  readonly unknown: number;
  readonly late: number;
}

export interface CountRecord {
  readonly count: CountRow;
  readonly notes: string;
  readonly closingNotes: string;
  readonly reason: string;
  readonly figures: CountFigures;
  readonly hidden: boolean;
  readonly recent: readonly CountLine[];
  readonly mine: boolean;
  readonly others: readonly CountOther[];
}

export interface CountOther {
  readonly by: CountActor;
  readonly figures: CountFigures;
}

export interface CountLine {
  readonly key: string;
  readonly verdict: string;
  readonly why: string;
  readonly item: ItemRow | null;
  readonly code: string;
  readonly was: string;
  readonly condition: string;
  readonly scanned: CountActor;
  readonly late: boolean;
}

export interface CountScanRequest {
  readonly id: string;
  readonly text: string;
  readonly condition: string;
}

export interface CountScanned {
  readonly outcome: string;
  readonly line: CountLine | null;
  readonly items: readonly ItemRow[];
}

export interface CountSignature {
  readonly id: string;
  readonly username: string;
  readonly password: string;
}

export interface CountDue {
  readonly type: string;
  readonly at: string;
}

export interface DiscrepancyRow {
  readonly id: string;
  readonly ledger: boolean;
  readonly kind: string;
  readonly text: string;
  readonly state: string;
  readonly disputed: boolean;
  readonly found: string;
  readonly itemId: string;
  readonly itemName: string;
  readonly personId: string;
  readonly personName: string;
  readonly by: string;
  readonly station: string;
  readonly photoCount: number;
  readonly finding: string;
}

export interface Discrepancy extends DiscrepancyRow {
  readonly blocks: boolean;
  readonly item: ItemRow | null;
  readonly person: PersonRow | null;
  readonly photos: readonly string[];
  readonly receiptNo: string;
  readonly transaction: string;
  readonly timeline: readonly HistoryEvent[];
  readonly next: readonly string[];
  readonly conflict: Conflict | null;
}

export interface NewDiscrepancy {
  readonly commandId: string;
  readonly kind: string;
  readonly itemId: string;
  readonly personId: string;
  readonly transaction: string;
  readonly text: string;
  readonly photos: readonly string[];
}

export interface DiscrepancyDecision {
  readonly id: string;
  readonly state: string;
  readonly finding: string;
}

export interface Upkeep {
  readonly rounds: number;
  readonly since: string;
  readonly roundsSince: number;
  readonly daysSince: number;
  readonly everyRounds: number;
  readonly everyDays: number;
  readonly due: boolean;
  readonly last: readonly WorkDone[];
}

export interface WorkDone {
  readonly work: string;
  readonly by: string;
  readonly time: string;
}

export interface MaintenanceRow extends ItemRow {
  readonly upkeep: Upkeep;
  readonly since: string;
  readonly why: string;
  readonly by: string;
  readonly station: string;
}

export interface WorkForm {
  readonly commandId: string;
  readonly itemId: string;
  readonly work: string;
  readonly by: string;
  readonly rounds: number;
  readonly text: string;
  readonly status: string;
  readonly condition: string;
}

export interface Qualified {
  readonly qualRifle: string;
  readonly qualPistol: string;
  readonly qualOther: string;
}

export interface MassRow {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly receiptType: string;
  readonly live: boolean;
  readonly opened: string;
  readonly openedBy: string;
  readonly openedAt: string;
  readonly closed: string;
  readonly closedBy: string;
  readonly closedAt: string;
  readonly note: string;
  readonly issued: number;
}

export interface NewMass {
  readonly title: string;
  readonly purposeId: string;
  readonly purposeText: string;
  readonly receiptType: string;
}

export interface MassIssue {
  readonly massId: string;
  readonly commandId: string;
  readonly personId: string;
  readonly itemId: string;
  readonly override: Override | null;
}

export interface MassFigures {
  readonly mass: MassRow;
  readonly here: number;
  readonly all: number;
  readonly minuteHere: number;
  readonly minuteAll: number;
  readonly stations: readonly MassStation[];
  readonly models: readonly MassModel[];
  readonly last: readonly Transaction[];
}

export interface MassStation {
  readonly station: string;
  readonly issued: number;
  readonly last: string;
  readonly here: boolean;
}

export interface MassModel {
  readonly model: string;
  readonly category: string;
  readonly issued: number;
  readonly left: number;
}

export interface RehearsalAsk {
  readonly purposeId: string;
  readonly category: string;
  readonly group: string;
}

export interface Rehearsal {
  readonly category: string;
  readonly expected: number;
  readonly need: number;
  readonly holders: readonly MassHolder[];
  readonly unfit: readonly PersonRow[];
  readonly unfitAll: number;
  readonly weapons: readonly RehearsalWeapon[];
  readonly supplies: readonly RehearsalSupply[];
  readonly shortfall: readonly Shortfall[];
}

export interface MassHolder {
  readonly personId: string;
  readonly person: string;
  readonly label: string;
  readonly items: string;
  readonly blocked: boolean;
}

export interface RehearsalWeapon {
  readonly category: string;
  readonly ready: number;
  readonly out: number;
  readonly maintenance: number;
  readonly doubtful: number;
}

export interface RehearsalSupply {
  readonly what: string;
  readonly calibre: string;
  readonly need: number;
  readonly have: number;
  readonly known: boolean;
}

export interface Shortfall {
  readonly kind: string;
  readonly what: string;
  readonly need: number;
  readonly have: number;
}

export interface MassAccount {
  readonly mass: MassRow;
  readonly issued: number;
  readonly back: number;
  readonly out: number;
  readonly settled: number;
  readonly magazines: number;
  readonly rounds: number;
  readonly expended: number;
  readonly models: readonly MassBack[];
  readonly lines: readonly MassLine[];
  readonly stations: readonly MassStation[];
}

export interface MassBack {
  readonly model: string;
  readonly issued: number;
  readonly back: number;
  readonly out: number;
  readonly settled: number;
}

export interface MassLine {
  readonly state: string;
  readonly personId: string;
  readonly person: string;
  readonly personLabel: string;
  readonly group: string;
  readonly itemId: string;
  readonly model: string;
  readonly number: string;
  readonly serial: string;
  readonly receiptNo: string;
  readonly transaction: string;
  readonly station: string;
  readonly issued: string;
  readonly returned: string;
  readonly magazines: number;
  readonly rounds: number;
  readonly shortMags: number;
  readonly shortRounds: number;
  readonly expended: number;
}

export interface PersonRow extends Qualified {
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
  readonly older: boolean;
  readonly username: string;
}

export interface PersonForm extends Qualified {
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
  readonly stock: readonly StockQuantity[];
}

export interface ItemRecord extends ItemRow {
  readonly upkeep: Upkeep;
  readonly tagCode: string;
  readonly registered: string;
  readonly history: readonly HistoryEvent[];
  readonly older: boolean;
}

export interface HistoryEvent {
  readonly entry: string;
  readonly kind: string;
  readonly time: string;
  readonly title: string;
  readonly detail: string;
  readonly account: string;
  readonly second: string;
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
  readonly inspectRounds: number;
  readonly inspectDays: number;
}

export interface ReportQuery {
  readonly report: string;
  readonly by: string;
  readonly from: string;
  readonly to: string;
  readonly item: string;
}

export interface Report {
  readonly report: string;
  readonly by: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly made: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  readonly sums: readonly string[];
  readonly total: number;
  readonly bars: readonly string[];
  readonly stacked: boolean;
}

export interface ReportColumn {
  readonly key: string;
  readonly kind: string;
}

export interface ReportRow {
  readonly cells: readonly string[];
  readonly link: string;
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

export interface StockRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly calibre: string;
  readonly category: string;
  readonly lot: string;
  readonly cap: number;
  readonly low: number;
  readonly withdrawn: boolean;
  readonly onHand: number;
  readonly state: string;
}

export interface StockRecord extends StockRow {
  readonly out: readonly StockOut[];
  readonly outTotal: number;
  readonly moves: readonly StockEvent[];
  readonly older: boolean;
}

export interface StockOut {
  readonly quantity: number;
  readonly itemId: string;
  readonly item: string;
  readonly personId: string;
  readonly person: string;
  readonly since: string;
  readonly receipt: string;
  readonly command: string;
}

export interface StockEvent extends HistoryEvent {
  readonly quantity: number;
  readonly counted: boolean;
}

export interface StockForm {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly calibre: string;
  readonly category: string;
  readonly lot: string;
  readonly cap: number;
  readonly low: number;
  readonly withdrawn: boolean;
  readonly reason: string;
}

export interface StockChange {
  readonly commandId: string;
  readonly id: string;
  readonly how: string;
  readonly quantity: number;
  readonly reason: string;
}

export interface StockQuantity {
  readonly stockId: string;
  readonly name: string;
  readonly type: string;
  readonly quantity: number;
}
