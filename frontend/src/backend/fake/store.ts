import type { PushEvent, Topic } from "../backend";
import { BackendError } from "../errors";
import type * as T from "../types.gen";
import { seedAttachments } from "./attachments";
import { seedConflicts } from "./conflicts";
import { type FakeDiscrepancy, seedDiscrepancies } from "./discrepancies";
import { seed as seedDrafts } from "./drafts";
import { ago, hex, nextId, resetIds } from "./ids";
import { type FakeUpkeep, seedUpkeep } from "./maintenance";
import { type FakeMass, seedMass } from "./mass";
import { alone } from "./receipts";
import * as seed from "./seed";
import { FakeStock, lentAtFirst } from "./stock";

export function refuse(code: string, message: string, fix = "", more: Partial<T.Error> = {}): BackendError {
  return new BackendError({ code, message, fix, ...more });
}

export interface FakeOptions {
  /** Signed in from the start as this username; none: the sign-in page. */
  readonly as?: string;
  readonly needsSite?: boolean;
  /** A backup lies here, and the PC is no station of its site. */
  readonly stranded?: boolean;
  /** Extra items, to look at long tables. */
  readonly items?: number;
  /** How the other stations are: see FakeLan. */
  readonly lan?: string;
  /** Unfinished receipts, of this counter and of others. */
  readonly drafts?: boolean;
  /** A site just made: nobody and nothing is registered. */
  readonly empty?: boolean;
  /** A mass issue is running. */
  readonly mass?: boolean;
}

/** Everything the fake station knows. */
export class FakeStore {
  readonly models;
  readonly purposes;
  readonly people;
  readonly items;
  readonly accounts;
  readonly lists = seed.seedLists();
  readonly stock: FakeStock;
  readonly transactions: T.Transaction[] = [];
  readonly events: { subject: string; event: T.HistoryEvent }[] = [];
  readonly feed: T.FeedLine[] = [];
  readonly commands = new Map<string, T.Transaction>();
  readonly jobs = new Map<string, T.Job>();
  /** Addresses of pictures (data:) by their ids. */
  readonly attachments = new Map<string, string>();
  readonly upkeep = new Map<string, FakeUpkeep>();
  drafts: T.Draft[] = [];
  notifications: T.Notification[] = [];
  announcements: T.Announcement[] = [];
  conflicts: T.Conflict[] = [];
  discrepancies: FakeDiscrepancy[] = [];
  mass: FakeMass[] = [];
  site: T.SiteSettings = {
    name: "951st Armory",
    unit: "951st Security Squadron",
    commanderName: "Eduardo R. Salonga",
    commanderRank: "LTCOL",
    commanderTitle: "Squadron Commander",
    limit: "one-each",
    dueHours: 24,
    dueSoonMin: 60,
    idleLockMin: 10,
    cutOff: "confirm",
    qualification: "off",
    twoPerson: [],
    openingCount: "06:00",
    closingCount: "",
  };
  station = { id: nextId(), name: "Counter 1" };
  /** No other station is in sight. */
  readonly cutOff: boolean;
  needsSite: boolean;
  stranded: boolean;
  account: T.Account | null = null;
  locked = false;
  /** Who approves the next command that needs a second person. */
  approval: T.Account | null = null;
  /** Who approved what is being done now. */
  seconded = "";
  backupDir = "/media/backup/armguard";
  backupEvery = 24;
  lastVerify = ago(60 * 26);
  lastBackup = ago(190);
  private receipt = 470;
  private seq = 0;
  private rev = 0;
  private readonly listeners = new Set<(event: PushEvent) => void>();

  constructor(options: FakeOptions) {
    resetIds();
    this.models = seed.seedModels();
    this.purposes = seed.seedPurposes();
    this.people = seed.seedPeople();
    this.items = seed.seedItems(this.models, this.people);
    // Every third person has a rifle of his own.
    for (const [i, p] of this.people.entries()) {
      const item = i % 3 === 0 ? this.items[i + 10] : undefined;
      if (item) p.assigned = item.id;
    }
    this.accounts = seed.seedAccounts();
    // Not before the ids begin anew: two things would get one.
    this.stock = new FakeStock();
    lentAtFirst(this);
    this.needsSite = options.needsSite ?? false;
    this.stranded = options.stranded ?? false;
    this.cutOff = options.lan === "alone";
    this.account = this.accounts.find((a) => a.username === options.as) ?? null;
    this.history();
    seedUpkeep(this);
    seedAttachments(this);
    this.notices();
    this.conflicts = seedConflicts(this);
    this.discrepancies = seedDiscrepancies(this);
    this.mass = seedMass(this, options.mass ?? false);
    if (options.drafts) this.drafts = seedDrafts(this);
    if (options.empty) this.clear();
    const spare = this.items.find((i) => i.status === "Available");
    for (let i = 0; spare && i < (options.items ?? 0); i++) {
      const serial = String(500_000 + i);
      this.items.push({
        ...spare,
        id: nextId(),
        serial,
        number: String(1000 + i),
        label: `IR-${serial}150123`,
      });
    }
  }

  /** What a site has on its first day. */
  private clear(): void {
    for (const all of [this.people, this.items, this.transactions, this.events, this.feed]) all.length = 0;
    this.accounts.length = 1;
    this.drafts = [];
    this.notifications = [];
    this.announcements = [];
    this.conflicts = [];
    this.mass = [];
    this.lastBackup = "";
    this.lastVerify = "";
    this.backupDir = "";
    this.backupEvery = 0;
  }

  changed(...topics: Topic[]): void {
    this.rev += 1;
    for (const topic of topics) this.emit({ kind: "changed", topic, rev: this.rev });
  }

  emit(event: PushEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  listen(listener: (event: PushEvent) => void): () => void {
    this.listeners.add(listener);
    listener({ kind: "open" });
    return () => this.listeners.delete(listener);
  }

  nextReceipt(): string {
    this.receipt += 1;
    return `1-${this.receipt}`;
  }

  who(): T.Account {
    if (!this.account) throw refuse("SIGNED_OUT", "You are signed out.", "Sign in again.");
    if (this.locked) throw refuse("LOCKED", "This screen is locked.", "Type your password.");
    return this.account;
  }

  need(command: string): T.Account {
    const account = this.who();
    if (!account.can.includes(command)) {
      throw refuse("FORBIDDEN", "Your role may not do this.", "Ask an administrator.");
    }
    return account;
  }

  /** Where the site wants two persons for an act: takes the word of one who may do it too. */
  needSecond(act: string, command: string): void {
    if (!this.site.twoPerson.includes(act)) return;
    const by = this.approval;
    this.approval = null;
    if (by?.can.includes(command)) {
      this.seconded = by.name;
      return;
    }
    throw refuse(
      "NEEDS_SECOND",
      by ? `${by.name} may not approve this.` : "This needs a second person at this site.",
      "Have another one who may do it approve it with his password.",
    );
  }

  person(id: string) {
    const p = this.people.find((x) => x.id === id || x.label === id);
    if (!p) throw refuse("NOT_FOUND", "No such person.", "Search again.");
    return p;
  }

  item(id: string) {
    const i = this.items.find((x) => x.id === id || x.label === id);
    if (!i) throw refuse("NOT_FOUND", "No such item.", "Search again.");
    return i;
  }

  heldBy(personId: string): readonly T.ItemRow[] {
    return this.items.filter((i) => i.holder?.personId === personId);
  }

  personRow(id: string): T.PersonRow {
    const held = this.heldBy(id);
    return {
      ...this.person(id),
      holds: held.length,
      overdue: held.filter((i) => i.status === "Overdue").length,
      dueSoon: held.filter((i) => i.dueSoon).length,
    };
  }

  /** The weapon that is somebody's own, as a receipt says it. */
  own(personId: string): { readonly assigned: string; readonly assignedId: string } {
    const item = this.items.find((i) => i.id === this.person(personId).assigned);
    return { assigned: item ? `${item.model} ${item.number}` : "", assignedId: item?.id ?? "" };
  }

  personRecord(id: string): T.PersonRecord {
    return {
      ...this.personRow(id),
      held: this.heldBy(id),
      own: this.items.find((i) => i.id === this.person(id).assigned) ?? null,
      limit: "One pistol and one rifle",
      registered: ago(60 * 24 * 300),
      history: this.events.filter((e) => e.subject === id).map((e) => e.event),
      older: false,
      username: "",
    };
  }

  record(
    subjects: readonly string[],
    event: Omit<T.HistoryEvent, "entry" | "account" | "second" | "station" | "clockSuspect" | "quarantined">,
  ): void {
    const full: T.HistoryEvent = {
      ...event,
      entry: hex(this.events.length),
      account: this.account?.name ?? "SGT CRUZ, Joel P.",
      second: this.seconded,
      station: this.station.name,
      clockSuspect: false,
      quarantined: false,
    };
    for (const subject of subjects) this.events.unshift({ subject, event: full });
  }

  feedLine(line: Omit<T.FeedLine, "seq">): void {
    this.seq += 1;
    this.feed.unshift({ ...line, seq: this.seq });
  }

  notify(title: string, message: string, level: string, link = ""): void {
    this.notifications.unshift({
      id: nextId(),
      title,
      message,
      level,
      time: new Date().toISOString(),
      read: false,
      link,
    });
    this.changed("notifications", "shell");
  }

  page<X>(rows: readonly X[], q: T.ListQuery): T.Page<X> {
    const limit = q.limit || 100;
    return { items: rows.slice(q.offset, q.offset + limit), next: "", total: rows.length };
  }

  /** Receipts for what is out now, and a few that came back. */
  private history(): void {
    const out = this.items.filter((i) => i.holder !== null);
    const made = out.map((item) => {
      const h = item.holder as T.Holder;
      return {
        item,
        t: {
          id: h.transaction,
          receiptNo: h.receiptNo,
          receiptType: "TR",
          action: "Take",
          time: h.since,
          due: h.due,
          personId: h.personId,
          person: h.name,
          personLabel: h.label,
          purpose: h.purpose,
          lines: [{ ...this.line(item, h.magazines, h.rounds, h.stock), out: true }],
          magazines: h.magazines,
          rounds: h.rounds,
          account: "SGT CRUZ, Joel P.",
          username: "armorer1",
          station: h.station,
          notes: "",
          signature: "",
          why: "permit",
          whyReason: "",
          second: "",
          onStations: 3,
          stations: 3,
          entry: hex(this.transactions.length),
          clockSuspect: false,
          mass: "",
          ...alone,
          ...this.own(h.personId),
          stillOut: 1,
          printed: true,
        } satisfies T.Transaction,
      };
    });
    made.sort((a, b) => a.t.time.localeCompare(b.t.time));
    for (const { t, item } of made) {
      this.transactions.unshift(t);
      const event = {
        kind: "take",
        time: t.time,
        title: `Issued to ${t.person}`,
        detail: `${t.purpose}, ${t.magazines} magazines, ${t.rounds} rounds`,
        receiptNo: t.receiptNo,
        transaction: t.id,
      };
      this.record([item.id], event);
      this.record([t.personId], { ...event, title: `Took ${item.model} ${item.number}` });
      this.feedLine({
        type: "transaction_created",
        time: t.time,
        who: t.person,
        what: `took ${item.model} ${item.number}`,
        detail: t.purpose,
        where: t.station,
        transaction: t.id,
      });
    }
  }

  line(
    item: T.ItemRow,
    magazines: number,
    rounds: number,
    stock: readonly T.StockQuantity[] = [],
  ): T.TransactionLine {
    return {
      itemId: item.id,
      label: item.label,
      model: item.model,
      serial: item.serial,
      number: item.number,
      condition: item.condition,
      magazines,
      rounds,
      holder: "",
      returnedAt: "",
      stock,
      convertedTo: "",
      convertedNo: "",
      out: false,
    };
  }

  private notices(): void {
    const note = (
      title: string,
      message: string,
      level: string,
      minutes: number,
      read: boolean,
      link = "",
    ) => ({
      id: nextId(),
      title,
      message,
      level,
      time: ago(minutes),
      read,
      link,
    });
    this.notifications = [
      ...["Overdue", "Issued"].flatMap((status) => {
        const item = this.items.find((i) => i.status === status && (i.dueSoon || status === "Overdue"));
        const h = item?.holder;
        if (!item || !h) return [];
        return [
          note(
            `${status === "Overdue" ? "Overdue" : "Due soon"}: ${h.name}`,
            `${item.model} ${item.number}, receipt ${h.receiptNo}`,
            status === "Overdue" ? "warning" : "info",
            30,
            false,
            `/transactions/${h.transaction}`,
          ),
        ];
      }),
      note(
        "Item back",
        "SSGT REYES, Maria H. returned M16 Rifle 5.56 0044.",
        "success",
        75,
        false,
        "/transactions",
      ),
      note("Backup done", "412 MB written to /media/backup/armguard.", "info", 190, false),
      note("Restore test failed", "The backup drive was not there at 02:00.", "error", 520, true),
      note("Station joined", "ADMIN-1 is connected again, 0 entries behind.", "info", 700, true),
    ];
    const people = this.accounts.filter((a) => !a.disabled && a.role !== "display").map((a) => a.name);
    this.announcements = [
      {
        id: nextId(),
        title: "Night firing tomorrow",
        text: "Issue for the night firing starts at 15:30. Have the M4 racks 3 and 4 ready and charge the head torches.",
        level: "warning",
        author: "CPT NAVARRO, Liza G.",
        time: ago(95),
        withdrawn: false,
        mine: false,
        acked: people
          .slice(1, 3)
          .map((name, i) => ({ name, time: ago(60 - i * 20), station: i ? "ADMIN-1" : "Counter 2" })),
        waiting: [...people.slice(0, 1), ...people.slice(3)],
      },
      {
        id: nextId(),
        title: "Monthly serial count",
        text: "The count of November is on the 28th. Both counters close for one hour at 10:00.",
        level: "info",
        author: "MAJ SALAZAR, Ramon A.",
        time: ago(2900),
        withdrawn: false,
        mine: true,
        acked: people.map((name) => ({ name, time: ago(2700), station: "Counter 1" })),
        waiting: [],
      },
    ];
  }
}
