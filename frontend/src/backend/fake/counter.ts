import { dayOf, qualifications, standing } from "../../domain/qualification";
import { toBackendError } from "../errors";
import type * as T from "../types.gen";
import { blocking } from "./discrepancies";
import { hex, nextId } from "./ids";
import { alone, replace, undoMs } from "./receipts";
import * as stock from "./stock";
import { type FakeStore, refuse } from "./store";

// The counter of the fake: the same rules as the service, as far as a screen can see them.

function outRefusal(store: FakeStore, item: T.ItemRow): T.Error | null {
  const h = item.holder;
  if (h) {
    return {
      code: "OUT",
      message: `${item.model} ${item.number} is out with ${h.name} (${h.station}).`,
      fix: "Take it back first, or scan another one.",
      holder: h.name,
      station: h.station,
      since: h.since,
    };
  }
  if (item.status === "Contested") {
    return {
      code: "DOUBT",
      message: `${item.model} ${item.number} has two possible holders.`,
      fix: "An administrator has to resolve it under Discrepancies.",
      candidates: item.candidates.map((c) => c.name),
    };
  }
  if (item.status !== "Available") {
    return {
      code: "BLOCKED",
      message: `${item.model} ${item.number} cannot be issued: it is ${item.status.toLowerCase()}.`,
      fix: "Scan another one.",
    };
  }
  const blocked = blocking(store, item.id);
  if (blocked) {
    return {
      code: "BLOCKED",
      message: `${item.model} ${item.number} has an open discrepancy: ${blocked.kind}, ${blocked.text.replace(/\.$/, "")}.`,
      fix: "An administrator closes it, or issues the item all the same with a reason.",
      discrepancy: blocked.id,
      reason: store.who().can.includes("conflict.resolve"),
    };
  }
  return null;
}

/** Cut off, an item that was last returned at another station is asked about. */
function cutOffRefusal(store: FakeStore, item: T.ItemRow, override: T.Override | null): T.Error | null {
  const way = store.site.cutOff;
  const back = store.events.find((e) => e.subject === item.id && e.event.kind === "return")?.event;
  if (!store.cutOff || way === "free" || !back || back.station === store.station.name) return null;
  if (override && (way !== "two-person" || override.secondUsername !== "")) return null;
  return {
    code: "CUT_OFF",
    message: `${item.model} ${item.number} was returned at another station and has been there (${back.station}).`,
    fix: "That station cannot be asked now. Take another one, or say why it is issued all the same.",
    reason: true,
    station: back.station,
    since: back.time,
  };
}

/** Says that somebody is not qualified for an item; empty when he is. */
function unqualified(p: T.Qualified & { readonly name: string }, item: T.ItemRow): string {
  const of = qualifications.find((q) => q.category === item.category);
  const how = standing(of ? p[of.field] : "", dayOf(Date.now()));
  const things = item.category === "other" ? "other equipment" : `${item.category}s`;
  if (how.kind === "none") return `${p.name} has no qualification for ${things} on record.`;
  return how.kind === "expired" ? `${p.name} was qualified for ${things} until ${how.date}.` : "";
}

function qualificationRefusal(
  store: FakeStore,
  personId: string,
  items: readonly T.ItemRow[],
): T.Error | null {
  if (store.site.qualification !== "refuse") return null;
  const message = items.map((i) => unqualified(store.person(personId), i)).find((no) => no !== "");
  if (!message) return null;
  return {
    code: "UNQUALIFIED",
    message,
    fix: "Enter his qualification if he has it by now, or say why it is issued all the same.",
    reason: true,
  };
}

function personRefusal(p: T.PersonRow): T.Error | null {
  if (p.status === "Active") return null;
  return {
    code: "BLOCKED",
    message: `Nothing can be issued to ${p.name}: ${p.status.toLowerCase()}.`,
    fix: "Returns are possible. Ask an administrator about the status.",
  };
}

function limitRefusal(store: FakeStore, personId: string, items: readonly T.ItemRow[]): T.Error | null {
  const all = [...store.heldBy(personId), ...items];
  for (const category of ["pistol", "rifle", "other"]) {
    if (all.filter((i) => i.category === category).length > 1) {
      return {
        code: "LIMIT",
        message: `${store.person(personId).name} may have one pistol and one rifle out.`,
        fix: "Take one line away, or take back what is out.",
      };
    }
  }
  return null;
}

function scanReceipt(store: FakeStore, empty: T.Scan, no: string, entry: string): T.Scan {
  const receipt = store.transactions.find((t) => t.receiptNo === no) ?? null;
  const genuine = receipt?.entry.startsWith(entry.toLowerCase()) ?? false;
  const refusal = receipt
    ? {
        code: "ALTERED",
        message: `This receipt was altered: its code is not that of receipt ${no} in the ledger.`,
        fix: "Keep it, compare it with the receipt in the ledger, and tell an administrator.",
      }
    : {
        code: "NOT_FOUND",
        message: `No receipt ${no} is in this station's ledger.`,
        fix: "It is not genuine, or its station was not heard from since it was printed. Ask there.",
      };
  return { ...empty, kind: "receipt", receipt, refusal: genuine ? null : refusal };
}

export function scan(store: FakeStore, raw: string): T.Scan {
  const empty: T.Scan = {
    kind: "unknown",
    code: raw.trim(),
    person: null,
    item: null,
    receipt: null,
    people: [],
    items: [],
    refusal: null,
  };
  const parts = raw.trim().split(":");
  const head = (parts[0] ?? "").toUpperCase();
  if (head === "RECEIPT") return scanReceipt(store, empty, parts[1] ?? "", parts[2] ?? "");
  const code = (head === "PERSONNEL" || head === "ITEM" ? (parts[1] ?? "") : raw).trim().toUpperCase();
  if (code === "") return empty;
  const people = store.people.filter((p) =>
    [p.label, p.serial, p.code].some((x) => x !== "" && x.toUpperCase() === code),
  );
  const items = store.items.filter((i) =>
    [i.label, i.serial, i.code].some((x) => x !== "" && x.toUpperCase() === code),
  );
  if (people.length + items.length > 1) {
    return { ...empty, kind: "several", people: people.map((p) => store.personRow(p.id)), items };
  }
  const [person] = people;
  if (person) {
    const record = store.personRecord(person.id);
    return { ...empty, kind: "person", person: record, refusal: personRefusal(record) };
  }
  const [item] = items;
  if (item) {
    const refusal = item.holder ? null : (outRefusal(store, item) ?? cutOffRefusal(store, item, null));
    return { ...empty, kind: "item", item, refusal };
  }
  const named = store.people
    .filter((p) => code.length >= 3 && p.name.toUpperCase().includes(code))
    .slice(0, 8);
  if (named.length > 0) return { ...empty, kind: "several", people: named.map((p) => store.personRow(p.id)) };
  return empty;
}

export function propose(store: FakeStore, r: T.ProposeRequest): T.Proposal {
  const items = r.itemIds.map((id) => store.item(id));
  const purpose = store.purposes.find((p) => p.id === r.purposeId);
  const lines = items.map((item) => {
    const load = purpose?.loadouts.find((l) => l.category === item.category);
    const refusal = outRefusal(store, item) ?? cutOffRefusal(store, item, null);
    const no = r.personId === "" ? "" : unqualified(store.person(r.personId), item);
    const warning = store.site.qualification === "warn" ? no : "";
    const typed = r.typed.find((l) => l.itemId === item.id);
    const figures = typed ?? load;
    return { item, magazines: figures?.magazines ?? 0, rounds: figures?.rounds ?? 0, refusal, warning };
  });
  let packed: readonly stock.Packed[] = [];
  let short: T.Error | null = null;
  try {
    packed = stock.pack(store, lines, r.stock);
  } catch (e) {
    const { code, message, fix } = toBackendError(e);
    short = { code, message, fix };
  }
  const whole =
    r.personId === ""
      ? null
      : (personRefusal(store.personRow(r.personId)) ??
        limitRefusal(store, r.personId, items) ??
        qualificationRefusal(store, r.personId, items) ??
        lines.find((l) => l.refusal?.code === "CUT_OFF")?.refusal ??
        short);
  return {
    lines: lines.map((l, i) => ({ ...l, stock: whole || r.personId === "" ? [] : (packed[i]?.stock ?? []) })),
    offers: stock.offers(store, items),
    refusal: whole,
    due: new Date(Date.now() + store.site.dueHours * 3_600_000).toISOString(),
  };
}

export function issue(store: FakeStore, r: T.IssueRequest): T.Transaction {
  const account = store.need("take");
  const before = store.commands.get(r.commandId);
  if (before) return before;
  const person = store.personRow(r.personId);
  if (r.lines.length === 0) throw refuse("INVALID", "There is nothing on the receipt.", "Scan an item.");
  const purpose = store.purposes.find((p) => p.id === r.purposeId);
  if (!purpose) throw refuse("INVALID", "No purpose is chosen.", "Choose one.");
  const items = r.lines.map((l) => store.item(l.itemId));
  const refusals = [
    ...items.map((i) => outRefusal(store, i)),
    personRefusal(person),
    limitRefusal(store, r.personId, items),
    qualificationRefusal(store, r.personId, items),
  ].filter((no) => !(r.override && no?.reason));
  const no = [...refusals, ...items.map((i) => cutOffRefusal(store, i, r.override))].find((x) => x !== null);
  if (no) throw refuse(no.code, no.message, no.fix, no);
  if (r.override) store.needSecond("override", "override");
  const now = new Date().toISOString();
  const due =
    r.receiptType === "PAR" ? "" : new Date(Date.now() + store.site.dueHours * 3_600_000).toISOString();
  const id = nextId();
  const receiptNo = store.nextReceipt();
  const packed = stock.pack(
    store,
    r.lines.map((l, i) => ({ ...l, item: items[i] as T.ItemRow })),
    r.stock,
  );
  const lines = r.lines.map((l, i) => ({
    ...store.line(items[i] as T.ItemRow, l.magazines, l.rounds, packed[i]?.stock),
    out: true,
  }));
  const t: T.Transaction = {
    id,
    receiptNo,
    receiptType: r.receiptType,
    action: "Take",
    time: now,
    due,
    personId: person.id,
    person: person.name,
    personLabel: person.label,
    purpose: purpose.freeText ? r.purposeText : purpose.name,
    lines,
    magazines: lines.reduce((n, l) => n + l.magazines, 0),
    rounds: lines.reduce((n, l) => n + l.rounds, 0),
    account: account.name,
    username: account.username,
    station: store.station.name,
    notes: r.notes,
    signature: r.signature,
    why: r.override ? "override" : "permit",
    whyReason: r.override?.reason ?? "",
    second: store.seconded,
    onStations: 1,
    stations: 3,
    entry: hex(store.events.length),
    clockSuspect: false,
    mass: "",
    ...alone,
    ...store.own(person.id),
    stillOut: lines.length,
    undoUntil: new Date(Date.now() + undoMs).toISOString(),
  };
  for (const [i, item] of items.entries()) {
    const line = lines[i] as T.TransactionLine;
    item.status = "Issued";
    item.holder = {
      personId: person.id,
      name: person.name,
      label: person.label,
      since: now,
      due,
      station: store.station.name,
      receiptNo,
      transaction: id,
      purpose: t.purpose,
      magazines: line.magazines,
      rounds: line.rounds,
      stock: line.stock,
    };
    stock.moveWith(store, t, line.stock, -1);
  }
  finish(store, t, r.commandId, r.draftId);
  return t;
}

export function giveBack(store: FakeStore, r: T.ReturnRequest): T.Transaction {
  const account = store.need("return");
  const before = store.commands.get(r.commandId);
  if (before) return before;
  const items = r.lines.map((l) => store.item(l.itemId));
  for (const item of items) {
    if (!item.holder)
      throw refuse("NOT_OUT", `${item.model} ${item.number} is not out.`, "Take the line away.");
  }
  const named = r.stock ? new Map(r.stock.map((q) => [q.stockId, q.quantity])) : null;
  const back = r.lines.map((l, i) => {
    const h = items[i]?.holder as T.Holder;
    const { came, lacking } = stock.unpack(h, l, named);
    const short = lacking.length > 0 || l.magazines < h.magazines || l.rounds < h.rounds;
    if (short && (l.missing || r.missing) === "") {
      throw refuse(
        "SHORT",
        "Not everything that went out came back.",
        "Say what became of it: missing (a discrepancy), or used up.",
      );
    }
    return came;
  });
  const person = store.personRow(r.personId);
  const now = new Date().toISOString();
  const lines = r.lines.map((l, i) => {
    const item = items[i] as T.ItemRow;
    return {
      ...store.line(item, l.magazines, l.rounds),
      condition: l.condition,
      holder: item.holder && item.holder.personId !== person.id ? item.holder.name : "",
    };
  });
  const t: T.Transaction = {
    id: nextId(),
    receiptNo: store.nextReceipt(),
    receiptType: "TR",
    action: "Return",
    time: now,
    due: "",
    personId: person.id,
    person: person.name,
    personLabel: person.label,
    purpose: items[0]?.holder?.purpose ?? "",
    lines,
    magazines: lines.reduce((n, l) => n + l.magazines, 0),
    rounds: lines.reduce((n, l) => n + l.rounds, 0),
    account: account.name,
    username: account.username,
    station: store.station.name,
    notes: r.notes,
    signature: r.signature,
    why: "free",
    whyReason: "",
    second: "",
    onStations: 1,
    stations: 3,
    entry: hex(store.events.length),
    clockSuspect: false,
    mass: "",
    ...alone,
  };
  for (const [i, item] of items.entries()) {
    replace(store, item.holder?.transaction ?? "", (taken) => ({
      ...taken,
      undoUntil: "",
      lines: taken.lines.map((l) => (l.itemId === item.id ? { ...l, returnedAt: now, out: false } : l)),
    }));
    stock.moveWith(store, t, back[i] ?? [], 1);
    item.dueSoon = false;
    item.status = "Available";
    item.condition = r.lines[i]?.condition || item.condition;
  }
  finish(store, t, r.commandId, r.draftId);
  return t;
}

export function undo(store: FakeStore, id: string, commandId: string): T.Transaction {
  const before = store.commands.get(commandId);
  if (before) return before;
  const taken = store.transactions.find((t) => t.id === id);
  if (!taken) throw refuse("NOT_FOUND", "There is no such transaction.", "Read the list again.");
  if (taken.undoUntil === "" || Date.parse(taken.undoUntil) < Date.now()) {
    throw refuse(
      "INVALID",
      `Receipt ${taken.receiptNo} cannot be undone any more.`,
      "Return what was issued on it.",
    );
  }
  return giveBack(store, {
    commandId,
    draftId: "",
    personId: taken.personId,
    lines: taken.lines.map((l) => ({
      itemId: l.itemId,
      condition: l.condition,
      magazines: l.magazines,
      rounds: l.rounds,
      missing: "",
    })),
    stock: null,
    magazines: null,
    rounds: null,
    missing: "",
    notes: "Issued by mistake",
    signature: "",
  });
}

function finish(store: FakeStore, t: T.Transaction, commandId: string, draftId: string): void {
  store.transactions.unshift(t);
  store.commands.set(commandId, t);
  store.drafts = store.drafts.filter((d) => d.id !== draftId);
  const took = t.action === "Take";
  const what = t.lines.map((l) => `${l.model} ${l.number}`).join(", ");
  const event = {
    kind: took ? "take" : "return",
    time: t.time,
    title: took ? `Issued to ${t.person}` : `Returned by ${t.person}`,
    detail: `${t.purpose}, ${t.magazines} magazines, ${t.rounds} rounds`,
    receiptNo: t.receiptNo,
    transaction: t.id,
  };
  store.record(
    t.lines.map((l) => l.itemId),
    event,
  );
  store.record([t.personId], { ...event, title: `${took ? "Took" : "Returned"} ${what}` });
  store.feedLine({
    type: took ? "transaction_created" : "transaction_returned",
    time: t.time,
    who: t.person,
    what: `${took ? "took" : "returned"} ${what}`,
    detail: t.purpose,
    where: t.station,
    transaction: t.id,
  });
  store.changed("items", "people", "transactions", "stock", "board", "feed", "drafts", "shell");
}
