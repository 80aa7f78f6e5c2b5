import type * as T from "../types.gen";
import { ago, hex, nextId } from "./ids";
import { type FakeStore, refuse } from "./store";

// One conflict of each kind, in the words of the service.

interface Wrote {
  readonly kind: string;
  readonly minutes: number;
  readonly title: string;
  readonly detail?: string;
  readonly at: string;
  readonly by?: string;
  readonly receiptNo?: string;
  readonly clockSuspect?: boolean;
  readonly quarantined?: boolean;
  readonly branch?: number;
  /** Entries beside it that are not listed. */
  readonly more?: number;
}

const close = (consequence: string): T.ConflictChoice => ({
  id: "",
  title: "Close it",
  consequence,
  holder: "",
  atOnce: false,
});

/** Every kind of conflict once, and one that was closed. */
export function seedConflicts(store: FakeStore): T.Conflict[] {
  let entries = 900;
  const event = (w: Wrote): T.HistoryEvent => {
    entries += 1;
    return {
      entry: hex(entries),
      kind: w.kind,
      time: ago(w.minutes),
      title: w.title,
      detail: w.detail ?? "",
      account: w.by ?? (w.at === "Counter 1" ? "SGT CRUZ, Joel P." : "SSGT LIM, Karen S."),
      second: "",
      station: w.at,
      receiptNo: w.receiptNo ?? "",
      transaction: w.receiptNo ? (store.transactions[0]?.id ?? "") : "",
      clockSuspect: w.clockSuspect ?? false,
      quarantined: w.quarantined ?? false,
    };
  };
  const conflict = (kind: string, title: string, wrote: readonly Wrote[], more: Partial<T.Conflict>) => {
    const sides: {
      station: string;
      stationId: string;
      branch: number;
      events: T.HistoryEvent[];
      more: number;
    }[] = [];
    for (const w of wrote) {
      const branch = w.branch ?? 0;
      let side = sides.find((s) => s.station === w.at && s.branch === branch);
      if (!side) {
        side = { station: w.at, stationId: `station ${w.at}`, branch, events: [], more: w.more ?? 0 };
        sides.push(side);
      }
      side.events.push(event(w));
    }
    return {
      id: nextId(),
      kind,
      title,
      state: "Open",
      found: ago(Math.min(...wrote.map((w) => w.minutes))),
      items: [],
      people: [],
      events: sides.flatMap((s) => s.events),
      sides,
      choices: [],
      heals: "",
      now: "",
      finding: "",
      closedBy: "",
      closedAt: "",
      ...more,
    } satisfies T.Conflict;
  };
  const item = (i: number): T.ItemRow => store.items[i] as T.ItemRow;
  const person = (i: number): T.PersonRow => store.personRow(store.people[i]?.id ?? "");
  const guard = "Guard Duty, 2 magazines, 60 rounds";

  const [a, b] = [person(5), person(12)];
  const [contested, crossed] = [store.items[30], store.items[17]];
  if (!contested || !crossed) return [];
  const holder = (p: T.PersonRow, station: string, minutes: number, receiptNo: string): T.Holder => ({
    personId: p.id,
    name: p.name,
    label: p.label,
    since: ago(minutes),
    due: ago(minutes - 1440),
    station,
    receiptNo,
    transaction: store.transactions[0]?.id ?? "",
    purpose: "Guard Duty",
    magazines: 2,
    rounds: 60,
    stock: [],
  });
  contested.status = "Contested";
  contested.candidates = [holder(a, "Counter 1", 300, "1-455"), holder(b, "Counter 2", 292, "2-118")];
  crossed.status = "Issued";
  crossed.holder = holder(person(17), "Counter 2", 110, "2-153");
  const has = (p: T.PersonRow): T.ConflictChoice => ({
    id: p.id,
    title: `${p.name} has it`,
    consequence: `${p.name} answers for ${contested.label} from now on; nobody else does.`,
    holder: p.name,
    atOnce: false,
  });
  const took = (
    p: T.PersonRow,
    at: string,
    minutes: number,
    receiptNo: string,
    what: T.ItemRow = contested,
    more?: Partial<Wrote>,
  ) => ({
    kind: "take",
    minutes,
    title: `Issued to ${p.name}`,
    detail: `${what.model} ${what.number} · ${guard}`,
    at,
    receiptNo,
    ...more,
  });
  const c = person(3);
  const value = (text: string, at: string, by: string): T.ConflictChoice => ({
    id: hex(Number(text.slice(-4))),
    title: `Phone: ${text}`,
    consequence: `As ${by} wrote it at ${at}. It stands at every station from now on, and the other value is history.`,
    holder: "",
    atOnce: true,
  });

  return [
    conflict(
      "double issue",
      "Issued twice while stations were cut off",
      [
        took(a, "Counter 1", 300, "1-455"),
        took(b, "Counter 2", 292, "2-118", contested, { clockSuspect: true }),
      ],
      {
        items: [contested],
        people: [a, b],
        choices: [
          has(a),
          has(b),
          {
            id: "",
            title: "Nobody has it",
            consequence: `${contested.label}: in the armory, and nobody answers for it any more.`,
            holder: "",
            atOnce: false,
          },
        ],
      },
    ),
    conflict(
      "quarantined tail",
      "Recorded by a revoked station: Gate house, 64 entries",
      [
        {
          kind: "station.revoke",
          minutes: 520,
          title: "Station revoked",
          detail: "The PC was stolen",
          at: "ADMIN-1",
          by: "MAJ SALAZAR, Ramon A.",
        },
        {
          kind: "take",
          minutes: 400,
          title: `Issued to ${c.name}`,
          detail: `${item(11).model} ${item(11).number} · ${guard}`,
          more: 61,
          at: "Gate house",
          quarantined: true,
        },
        {
          kind: "person.edit",
          minutes: 395,
          title: "Edited",
          detail: "Phone 0917 555 0101",
          at: "Gate house",
          quarantined: true,
        },
        {
          kind: "return",
          minutes: 380,
          title: `Returned by ${c.name}`,
          detail: `${item(12).model} ${item(12).number}`,
          at: "Gate house",
          quarantined: true,
        },
      ],
      {
        now: "None of it counts. It is kept in the record, struck through.",
        choices: [
          {
            id: "adopt",
            title: "They count",
            consequence:
              "What was recorded there counts as it was written, as if the station had not been revoked yet. The station stays revoked.",
            holder: "",
            atOnce: false,
          },
          {
            id: "reject",
            title: "They do not count",
            consequence: "The entries stay in the record for everybody to read, and never count.",
            holder: "",
            atOnce: false,
          },
        ],
      },
    ),
    conflict(
      "fork of a log",
      "The record of one station went two ways: Counter 2",
      [
        took(person(7), "Counter 2", 210, "2-131", item(13), { branch: 1 }),
        {
          kind: "return",
          minutes: 205,
          title: `Returned by ${person(8).name}`,
          detail: `${item(14).model} ${item(14).number}`,
          at: "Counter 2",
          receiptNo: "2-131",
          branch: 2,
        },
      ],
      {
        now: "Both branches are kept, and what is in them counts.",
        choices: [
          close(
            "The finding is kept. Both branches go on counting. Where the cause is a copied disk, revoke that station and enrol it anew.",
          ),
        ],
      },
    ),
    conflict(
      "hub granted twice",
      "The hub gave leave twice for the same thing: ADMIN-1",
      [
        took(person(9), "Counter 1", 180, "1-461", item(20)),
        took(person(10), "Counter 2", 180, "2-140", item(20)),
      ],
      {
        items: [item(20)],
        people: [person(9), person(10)],
        choices: [
          close(
            "The finding is kept, and what was recorded stands. A hub that does this again is to be replaced: make another station the hub.",
          ),
        ],
      },
    ),
    conflict(
      "edited twice",
      "Changed at two stations that did not see each other: Phone",
      [
        {
          kind: "person.edit",
          minutes: 150,
          title: "Edited",
          detail: "Phone 0917 555 0111",
          at: "Counter 1",
        },
        {
          kind: "person.edit",
          minutes: 146,
          title: "Edited",
          detail: "Phone 0917 555 0222",
          at: "Counter 2",
        },
      ],
      {
        people: [c],
        now: "Phone: 0917 555 0222.",
        choices: [
          value("0917 555 0222", "Counter 2", "SSGT LIM, Karen S."),
          value("0917 555 0111", "Counter 1", "SGT CRUZ, Joel P."),
        ],
      },
    ),
    conflict(
      "same number twice",
      "The same number twice: 88231",
      [
        {
          kind: "person.add",
          minutes: 140,
          title: "Registered",
          detail: "Serial number 88231",
          at: "Counter 1",
        },
        {
          kind: "person.add",
          minutes: 139,
          title: "Registered",
          detail: "Serial number 88231",
          at: "Counter 2",
        },
      ],
      {
        people: [person(0), person(21)],
        now: "Both records stand. A scan of the number asks which one is meant.",
        heals: "Edit the record with the wrong number.",
      },
    ),
    conflict(
      "over the limit",
      "More issued to one person than the limit allows",
      [
        took(person(14), "Counter 1", 130, "1-470", item(14)),
        took(person(14), "Counter 2", 128, "2-151", item(15)),
      ],
      {
        items: [item(14), item(15)],
        people: [person(14)],
        choices: [
          close(
            "The finding is kept. Everything stays issued as it is; what is too much has to come back to a counter.",
          ),
        ],
      },
    ),
    conflict(
      "return mismatch",
      "Returned twice while stations were cut off",
      [
        {
          kind: "return",
          minutes: 120,
          title: `Returned by ${a.name}`,
          detail: `${item(13).model} ${item(13).number} · condition Good`,
          at: "Counter 1",
          receiptNo: "1-472",
        },
        {
          kind: "return",
          minutes: 118,
          title: `Returned by ${b.name}`,
          detail: `${item(13).model} ${item(13).number} · condition Damaged`,
          at: "Counter 2",
          receiptNo: "2-152",
        },
      ],
      {
        items: [item(13)],
        people: [a, b],
        choices: [close("The finding is kept in the record. Nothing else changes.")],
      },
    ),
    conflict(
      "restriction crossed",
      "Issued while it was being forbidden elsewhere: Suspended",
      [
        {
          kind: "person.status",
          minutes: 111,
          title: "Set to Suspended",
          detail: "Lost his clearance",
          at: "ADMIN-1",
          by: "CPT NAVARRO, Liza G.",
        },
        took(person(17), "Counter 2", 110, "2-153", crossed),
      ],
      {
        items: [crossed],
        people: [person(17)],
        choices: [
          close(
            "The finding is kept. What was issued stays issued until it comes back, and what forbade it stands as well.",
          ),
        ],
      },
    ),
    conflict(
      "same command twice",
      "The same transaction written by several stations: 1-475",
      [
        took(person(18), "Counter 1", 100, "1-475", item(18)),
        took(person(18), "Counter 2", 100, "1-475", item(18)),
      ],
      {
        people: [person(18)],
        now: "The earliest of them stands as the receipt.",
        choices: [close("The finding is kept. The earliest receipt stands.")],
      },
    ),
    conflict(
      "stock below zero",
      "More handed out than there was: M855 5.56, lot 22-114, -40",
      [
        took(person(19), "Counter 1", 96, "1-476", item(19)),
        took(person(20), "Counter 2", 95, "2-160", item(19)),
      ],
      { now: "By the record 40 more went out than there were.", heals: "Count the stock line." },
    ),
    conflict(
      "two counts differ",
      "Two counts that do not agree: M882 9x19 ball",
      [
        { kind: "stock.count", minutes: 90, title: "Stock counted", detail: "1,200", at: "Counter 1" },
        {
          kind: "stock.count",
          minutes: 88,
          title: "Stock counted",
          detail: "1,180",
          at: "ADMIN-1",
          by: "CPT NAVARRO, Liza G.",
        },
      ],
      { now: "By the record there are 1180.", heals: "Count the stock line again." },
    ),
    conflict(
      "last superuser",
      "The last superuser was kept, against an entry that took him away: root",
      [
        {
          kind: "account.edit",
          minutes: 80,
          title: "Account changed",
          detail: "Role administrator",
          at: "ADMIN-1",
          by: "CPT NAVARRO, Liza G.",
        },
      ],
      { now: "The account stays superuser.", heals: "Make another account superuser." },
    ),
    conflict(
      "double issue",
      "Issued twice while stations were cut off",
      [
        took(person(22), "Counter 1", 9000, "1-301", item(15)),
        took(person(23), "Gate house", 8990, "4-020", item(15)),
      ],
      {
        items: [item(15)],
        state: "Resolved",
        finding: "SSGT REYES showed it; the other receipt was written for the rifle beside it.",
        closedBy: "CPT NAVARRO, Liza G.",
        closedAt: ago(8000),
      },
    ),
  ];
}

/** Carries out what was chosen of a conflict. */
export function resolve(store: FakeStore, id: string, finding: string, choice: string): null {
  const account = store.need("conflict.resolve");
  const found = store.conflicts.find((c) => c.id === id && c.state === "Open");
  if (!found) throw refuse("CHANGED", "This conflict was already closed.", "Nothing has to be done.");
  const chosen = found.choices.find((c) => c.id === choice);
  if (!chosen) throw refuse("INVALID", "That is not one of the choices.", "Read the list again.");
  store.needSecond("resolve", "conflict.resolve");
  if (found.kind === "edited twice") {
    for (const p of found.people) store.person(p.id).phone = chosen.title.replace("Phone: ", "");
    store.conflicts = store.conflicts.filter((c) => c !== found);
    store.changed("conflicts", "people", "shell");
    return null;
  }
  for (const row of found.items) {
    const item = store.item(row.id);
    if (item.candidates.length < 2) continue;
    item.holder = item.candidates.find((x) => x.personId === choice) ?? null;
    item.candidates = [];
    item.status = item.holder ? "Issued" : "Available";
  }
  const counts = choice === "adopt";
  const events = (all: readonly T.HistoryEvent[]) =>
    all.map((e) => ({ ...e, quarantined: e.quarantined && !counts }));
  const closed: T.Conflict = {
    ...found,
    state: "Resolved",
    choices: [],
    now: "",
    events: events(found.events),
    sides: found.sides.map((s) => ({ ...s, events: events(s.events) })),
    finding,
    closedBy: account.name,
    closedAt: new Date().toISOString(),
  };
  store.conflicts = store.conflicts.map((c) => (c === found ? closed : c));
  store.changed("conflicts", "items", "board", "shell");
  return null;
}
