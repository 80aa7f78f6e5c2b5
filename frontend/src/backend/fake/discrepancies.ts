import type * as T from "../types.gen";
import { ago, hex, nextId } from "./ids";
import { any, has } from "./records";
import { type FakeStore, refuse } from "./store";

// What people raised; the conflicts stand in the same list.

/** A discrepancy as the fake keeps it: what it is about is looked up when it is shown. */
export type FakeDiscrepancy = Omit<T.Discrepancy, "item" | "person" | "next" | "conflict">;

const flow = ["Open", "Under review", "Resolved", "Closed"];
const open = (state: string) => state === "Open" || state === "Under review";

export function seedDiscrepancies(store: FakeStore): FakeDiscrepancy[] {
  let entries = 4000;
  const event = (title: string, detail: string, minutes: number, account: string): T.HistoryEvent => {
    entries += 1;
    return {
      entry: hex(entries),
      kind: title.startsWith("Discrepancy") ? "discrepancy.raise" : "discrepancy.decide",
      time: ago(minutes),
      title,
      detail,
      account,
      station: account.startsWith("CPT") ? "ADMIN-1" : "Counter 1",
      receiptNo: "",
      transaction: "",
      clockSuspect: false,
      quarantined: false,
      second: "",
    };
  };
  const make = (
    kind: string,
    text: string,
    minutes: number,
    about: { readonly item?: T.ItemRow | undefined; readonly person?: string | undefined },
    decided: readonly (readonly [string, string, number])[] = [],
    photos: readonly string[] = [],
  ): FakeDiscrepancy => {
    const by = "SGT CRUZ, Joel P.";
    const last = decided[decided.length - 1];
    const state = last?.[0] ?? "Open";
    return {
      id: nextId(),
      ledger: false,
      kind,
      text,
      state,
      disputed: false,
      found: ago(minutes),
      itemId: about.item?.id ?? "",
      itemName: about.item ? `${about.item.model} ${about.item.number}` : "",
      personId: about.person ?? "",
      personName: about.person ? store.person(about.person).name : "",
      by,
      station: "Counter 1",
      photoCount: photos.length,
      finding: last && !open(state) ? last[1] : "",
      blocks: about.item !== undefined,
      photos,
      receiptNo: "",
      transaction: "",
      timeline: [
        ...decided
          .map(([to, finding, at]) => event(`Set to ${to}`, finding, at, "CPT NAVARRO, Liza G."))
          .reverse(),
        event(`Discrepancy raised: ${kind}`, text, minutes, by),
      ],
    };
  };
  const rack = store.items.filter((i) => i.status === "Available");
  const pictures = [store.items[0]?.photo ?? "", store.items[1]?.photo ?? ""].filter((id) => id !== "");
  const [p, q] = [store.people[4]?.id, store.people[9]?.id];
  return [
    make(
      "Damaged",
      "The stock is cracked along the grip, about four centimetres. It was whole at the count of the 12th.",
      38,
      { item: rack[3], person: p },
      [],
      pictures,
    ),
    make(
      "Wrong serial",
      "The receiver reads 20877, the papers say 20871.",
      310,
      { item: rack[5] },
      [["Under review", "", 120]],
      pictures.slice(0, 1),
    ),
    make("Missing", "Not in rack 3 at the opening count.", 1500, { item: rack[7] }),
    make("Other", "Holster handed out without a receipt.", 1700, { person: q }),
    make("Condition mismatch", "", 9000, { item: rack[8] }, [
      ["Under review", "", 8800],
      ["Resolved", "Cleaned and gauged by the armorer; the record was corrected to Fair.", 8500],
    ]),
    make("Incomplete accessories", "1 magazine did not come back", 16000, { item: rack[9], person: p }, [
      ["Resolved", "Found in the vehicle.", 15500],
      ["Closed", "Counted back in.", 15000],
    ]),
  ];
}

/** The one that keeps an item in the rack. */
export function blocking(store: FakeStore, itemId: string): FakeDiscrepancy | undefined {
  return store.discrepancies.find((d) => d.blocks && d.itemId === itemId && open(d.state));
}

export function openCount(store: FakeStore): number {
  return rows(store).filter((d) => open(d.state)).length;
}

export function list(store: FakeStore, q: T.ListQuery): T.Page<T.DiscrepancyRow> {
  const f = q.filter;
  const about = (id: string | undefined, d: T.DiscrepancyRow, of: "items" | "people", first: string) =>
    !id ||
    first === id ||
    (d.ledger && store.conflicts.some((c) => c.id === d.id && c[of].some((x) => x.id === id)));
  const found = rows(store).filter(
    (d) =>
      has(q.text, d.kind, d.text, d.itemName, d.personName) &&
      (f.state === "open" ? open(d.state) : f.state === "done" ? !open(d.state) : any(f.state, d.state)) &&
      (f.kind === "ledger" ? d.ledger : !f.kind || (!d.ledger && d.kind === f.kind)) &&
      about(f.item, d, "items", d.itemId) &&
      about(f.person, d, "people", d.personId),
  );
  const rank = (d: T.DiscrepancyRow) => (open(d.state) === (q.sort !== "-open") ? 0 : 1);
  const up = q.sort === "found" ? 1 : -1;
  found.sort(
    (a, b) => (q.sort.endsWith("found") ? 0 : rank(a) - rank(b)) || up * a.found.localeCompare(b.found),
  );
  return store.page(found, q);
}

export function get(store: FakeStore, id: string): T.Discrepancy {
  const raised = store.discrepancies.find((d) => d.id === id);
  if (raised) {
    const from = flow.indexOf(raised.state);
    return {
      ...raised,
      item: raised.itemId ? store.item(raised.itemId) : null,
      person: raised.personId ? store.personRow(raised.personId) : null,
      next: flow.filter((_, to) => to > from || (to === 0 && from > 0)),
      conflict: null,
    };
  }
  const conflict = store.conflicts.find((c) => c.id === id);
  if (!conflict) {
    throw refuse(
      "NOT_FOUND",
      "There is no such discrepancy.",
      "It may have ended by itself. Read the list again.",
    );
  }
  return {
    ...rowOf(conflict),
    blocks: false,
    item: null,
    person: null,
    photos: [],
    receiptNo: "",
    transaction: "",
    timeline: [],
    next: [],
    conflict,
  };
}

export function raise(store: FakeStore, f: T.NewDiscrepancy): T.Discrepancy {
  const account = store.need("discrepancy.raise");
  if (f.itemId + f.personId === "") {
    throw refuse(
      "INVALID",
      "A discrepancy is about an item or a person.",
      "Scan or choose the item, the person, or both.",
    );
  }
  if (f.kind === "Other" && f.text.trim().length < 3) {
    throw refuse(
      "NEEDS_REASON",
      "It was not said what is wrong.",
      "Write it in a few words, or choose another kind.",
    );
  }
  const item = f.itemId ? store.item(f.itemId) : undefined;
  const found = new Date().toISOString();
  const made: FakeDiscrepancy = {
    id: nextId(),
    ledger: false,
    kind: f.kind,
    text: f.text,
    state: "Open",
    disputed: false,
    found,
    itemId: f.itemId,
    itemName: item ? `${item.model} ${item.number}` : "",
    personId: f.personId,
    personName: f.personId ? store.person(f.personId).name : "",
    by: account.name,
    station: store.station.name,
    photoCount: f.photos.length,
    finding: "",
    blocks: item !== undefined,
    photos: f.photos,
    receiptNo: store.transactions.find((t) => t.id === f.transaction)?.receiptNo ?? "",
    transaction: f.transaction,
    timeline: [event(store, `Discrepancy raised: ${f.kind}`, f.text, account.name, "discrepancy.raise")],
  };
  store.discrepancies = [made, ...store.discrepancies];
  store.notify(
    `Discrepancy: ${f.kind}`,
    made.itemName || made.personName,
    "warning",
    `/discrepancies/${made.id}`,
  );
  store.changed("conflicts", "items", "people", "shell");
  return get(store, made.id);
}

export function decide(store: FakeStore, d: T.DiscrepancyDecision): T.Discrepancy {
  const account = store.need("conflict.resolve");
  const before = get(store, d.id);
  if (!before.next.includes(d.state)) {
    throw refuse(
      "INVALID",
      `A discrepancy that is ${before.state} cannot go back to ${d.state}.`,
      "Open it again first.",
    );
  }
  if (d.state !== "Under review" && d.finding.trim().length < 3) {
    throw refuse(
      "NEEDS_REASON",
      "It was not said what was found.",
      "Write the finding in a few words; it stays with the discrepancy.",
    );
  }
  store.discrepancies = store.discrepancies.map((one) =>
    one.id === d.id
      ? {
          ...one,
          state: d.state,
          disputed: false,
          finding: open(d.state) ? "" : d.finding,
          timeline: [
            event(store, `Set to ${d.state}`, d.finding, account.name, "discrepancy.decide"),
            ...one.timeline,
          ],
        }
      : one,
  );
  store.changed("conflicts", "items", "people", "shell");
  return get(store, d.id);
}

function event(
  store: FakeStore,
  title: string,
  detail: string,
  account: string,
  kind: string,
): T.HistoryEvent {
  return {
    entry: hex(Date.now() % 1_000_000),
    kind,
    time: new Date().toISOString(),
    title,
    detail,
    account,
    station: store.station.name,
    receiptNo: "",
    transaction: "",
    clockSuspect: false,
    quarantined: false,
    second: "",
  };
}

function rows(store: FakeStore): T.DiscrepancyRow[] {
  return [...store.discrepancies, ...store.conflicts.map(rowOf)];
}

function rowOf(c: T.Conflict): T.DiscrepancyRow {
  const [item] = c.items;
  const [person] = c.people;
  return {
    id: c.id,
    ledger: true,
    kind: c.kind,
    text: c.title,
    state: c.state,
    disputed: false,
    found: c.found,
    itemId: item?.id ?? "",
    itemName: item ? `${item.model} ${item.number}` : "",
    personId: person?.id ?? "",
    personName: person?.name ?? "",
    by: "",
    station: "",
    photoCount: 0,
    finding: c.finding,
  };
}
