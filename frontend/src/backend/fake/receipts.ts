import type * as T from "../types.gen";
import { hex, nextId } from "./ids";
import { type FakeStore, refuse } from "./store";

// What becomes of a receipt of the fake after it was issued: converted, undone, printed.

/** What a receipt says of others, while there is nothing to say. */
export const alone = {
  from: "",
  fromNo: "",
  stillOut: 0,
  assigned: "",
  assignedId: "",
  printed: false,
  undoUntil: "",
} as const;

/** How long an issue can be undone, in ms. */
export const undoMs = 120_000;

export function replace(store: FakeStore, id: string, change: (t: T.Transaction) => T.Transaction): void {
  const at = store.transactions.findIndex((t) => t.id === id);
  const before = store.transactions[at];
  if (!before) return;
  const next = change(before);
  store.transactions[at] = { ...next, stillOut: next.lines.filter((l) => l.out).length };
}

export function convert(store: FakeStore, r: T.ConvertRequest): T.Transaction {
  const account = store.need("take");
  const before = store.commands.get(r.commandId);
  if (before) return before;
  const old = store.transactions.find((t) => t.id === r.transactionId);
  if (!old) throw refuse("NOT_FOUND", "There is no such transaction.", "Read the list again.");
  if (old.receiptType === "PAR") {
    throw refuse(
      "INVALID",
      `Receipt ${old.receiptNo} is a PAR: it stands until it is returned.`,
      "Nothing has to be done.",
    );
  }
  const lines = old.lines.filter((l) => l.out && (r.itemIds.length === 0 || r.itemIds.includes(l.itemId)));
  if (lines.length === 0) {
    throw refuse(
      "NOT_OUT",
      `Nothing is out on receipt ${old.receiptNo} any more.`,
      "Open the receipt again.",
    );
  }
  if (r.receiptType === "TR" && r.due !== "" && Date.parse(r.due) <= Date.now()) {
    throw refuse("INVALID", "The new due time is over already.", "Choose a later one.");
  }
  const made: T.Transaction = {
    ...old,
    id: nextId(),
    receiptNo: store.nextReceipt(),
    receiptType: r.receiptType,
    time: new Date().toISOString(),
    due: r.receiptType === "TR" ? r.due : "",
    lines,
    magazines: lines.reduce((n, l) => n + l.magazines, 0),
    rounds: lines.reduce((n, l) => n + l.rounds, 0),
    account: account.name,
    username: account.username,
    station: store.station.name,
    notes: r.notes,
    signature: "",
    onStations: 1,
    entry: hex(store.events.length),
    from: old.id,
    fromNo: old.receiptNo,
    stillOut: lines.length,
    printed: false,
    undoUntil: "",
  };
  const moved = lines.map((l) => l.itemId);
  replace(store, old.id, (t) => ({
    ...t,
    undoUntil: "",
    lines: t.lines.map((l) =>
      moved.includes(l.itemId) ? { ...l, out: false, convertedTo: made.id, convertedNo: made.receiptNo } : l,
    ),
  }));
  for (const id of moved) {
    const item = store.item(id);
    item.status = "Issued";
    item.dueSoon = false;
    if (item.holder) {
      item.holder = { ...item.holder, due: made.due, receiptNo: made.receiptNo, transaction: made.id };
    }
  }
  store.transactions.unshift(made);
  store.commands.set(r.commandId, made);
  store.record([...moved, made.personId], {
    kind: "take",
    time: made.time,
    title: made.receiptType === "PAR" ? "Converted to PAR" : "Extended",
    detail: `${made.person} · takes over from receipt ${old.receiptNo}`,
    receiptNo: made.receiptNo,
    transaction: made.id,
  });
  store.changed("items", "people", "transactions", "board", "feed", "shell");
  return made;
}

export function printed(store: FakeStore, id: string): null {
  replace(store, id, (t) => ({ ...t, printed: true }));
  store.changed("transactions");
  return null;
}
