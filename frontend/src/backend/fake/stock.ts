import type * as T from "../types.gen";
import { ago, hex, nextId } from "./ids";
import { type FakeStore, refuse } from "./store";

// The stock of the fake: the same rules as the service, as far as a screen can see them.

type Mutable<X> = { -readonly [K in keyof X]: X[K] };
type Line = Mutable<Omit<T.StockRow, "state" | "onHand">> & {
  /** What moved it, newest first. */
  moves: T.StockEvent[];
  /** Null: never received or counted. */
  onHand: number | null;
};
type Kind = "magazine" | "ammunition" | "accessory";

export class FakeStock {
  readonly lines: Line[] = seedLines();

  line(id: string): Line {
    const line = this.lines.find((l) => l.id === id);
    if (!line) throw refuse("NOT_FOUND", "There is no such stock line.", "Read the list again.");
    return line;
  }
}

function seedLines(): Line[] {
  const made = (
    type: Kind,
    name: string,
    fits: { calibre?: string; category?: string },
    onHand: number | null,
    more: { lot?: string; low?: number; cap?: number; withdrawn?: boolean } = {},
  ): Line => ({
    id: nextId(),
    name,
    type,
    calibre: fits.calibre ?? "",
    category: fits.category ?? "",
    lot: more.lot ?? "",
    cap: more.cap ?? 0,
    low: more.low ?? 0,
    withdrawn: more.withdrawn ?? false,
    onHand,
    moves: [],
  });
  const nato = { calibre: "5.56x45mm" };
  const lines = [
    made("magazine", "M16/M4 magazine, 30 rd", nato, 264, { low: 60 }),
    made("magazine", "M14 magazine, 20 rd", { calibre: "7.62x51mm" }, null),
    made("magazine", "Glock 17 magazine", { calibre: "9x19mm" }, 118, { low: 40 }),
    made("magazine", "M1911 magazine", { calibre: ".45 ACP" }, 7, { low: 12 }),
    made("ammunition", "M193 5.56 Ball", nato, 40, { lot: "LC-19C214", low: 200 }),
    made("ammunition", "M855 5.56 Ball", nato, 4_320, { lot: "LC-24A022", low: 600 }),
    made("ammunition", "M80 7.62 Ball", { calibre: "7.62x51mm" }, 5_200, { lot: "AA-22-114", low: 800 }),
    made("ammunition", "M882 9 mm Ball", { calibre: "9x19mm" }, 2_950, { lot: "WCC-23H01", low: 500 }),
    made("ammunition", "M1911 .45 Ball", { calibre: ".45 ACP" }, -28, { lot: "RA-20-7", low: 100 }),
    made("accessory", "Sling", { category: "rifle" }, 34, { cap: 1, low: 10 }),
    made("accessory", "Magazine pouch", {}, 46, { cap: 3, low: 20 }),
    made("accessory", "Holster", { category: "pistol" }, 3, { cap: 1, low: 6 }),
    made("accessory", "Cleaning kit", {}, null, { cap: 1 }),
    made("accessory", "Bayonet M7", { category: "rifle" }, 12, { withdrawn: true }),
  ];
  for (const [i, line] of lines.entries()) {
    if (line.onHand === null) continue;
    const move = (title: string, detail: string, quantity: number, minutes: number, counted = false) =>
      line.moves.unshift({
        entry: hex(4_000 + i * 10 + line.moves.length),
        kind: counted ? "stock.count" : "stock.move",
        time: ago(minutes),
        title,
        detail,
        account: "CPT NAVARRO, Liza G.",
        station: "ADMIN-1",
        receiptNo: "",
        transaction: "",
        clockSuspect: false,
        quarantined: false,
        second: "",
        quantity,
        counted,
      });
    move("Registered", "", 0, 60 * 24 * 70 + i);
    const first = Math.max(line.onHand, 0) + 60;
    move(`Received ${first}`, "Supply order 2026-0311", first, 60 * 24 * 69 + i);
    move(`Counted: ${first - 4}`, "Monthly count", first - 4, 60 * 24 * 9 + i * 7, true);
    move("Corrected by +4", "One box stood behind the rack", 4, 60 * 24 * 8 + i * 7);
  }
  return lines;
}

/** A line as the screens read it. */
function row({ moves: _, onHand, ...line }: Line): T.StockRow {
  const state =
    onHand === null
      ? "unknown"
      : onHand < 0
        ? "below"
        : onHand < line.low && !line.withdrawn
          ? "low"
          : "fine";
  return { ...line, onHand: onHand ?? 0, state };
}

export function stockName(line: Pick<T.StockRow, "name" | "lot">): string {
  return line.lot === "" ? line.name : `${line.name} (lot ${line.lot})`;
}

const quantity = (line: Line, n: number): T.StockQuantity => ({
  stockId: line.id,
  name: stockName(line),
  type: line.type,
  quantity: n,
});

const fits = (line: Line, item: T.ItemRow) =>
  (line.calibre === "" || line.calibre === item.calibre) &&
  (line.category === "" || line.category === item.category);

/** What is out at the start went out with stock. */
export function lentAtFirst(store: FakeStore): void {
  const sling = store.stock.lines.find((l) => l.name === "Sling");
  for (const item of store.items) {
    const { holder } = item;
    if (!holder) continue;
    const of = (type: Kind, n: number) => {
      const line = store.stock.lines.findLast(
        (l) => l.type === type && l.calibre === item.calibre && l.onHand !== null && l.onHand > 0,
      );
      return line && n > 0 ? [quantity(line, n)] : [];
    };
    const stock = [...of("magazine", holder.magazines), ...of("ammunition", holder.rounds)];
    if (sling && item.category === "rifle") stock.push(quantity(sling, 1));
    item.holder = { ...holder, stock };
    for (const q of stock) {
      store.stock.line(q.stockId).moves.unshift({
        entry: hex(5_000 + store.items.indexOf(item)),
        kind: "take",
        time: holder.since,
        title: `Issued to ${holder.name}`,
        detail: `${item.model} ${item.number}, ${holder.purpose}`,
        account: "SGT CRUZ, Joel P.",
        station: holder.station,
        receiptNo: holder.receiptNo,
        transaction: holder.transaction,
        clockSuspect: false,
        quarantined: false,
        second: "",
        quantity: -q.quantity,
        counted: false,
      });
    }
  }
  for (const line of store.stock.lines) line.moves.sort((a, b) => b.time.localeCompare(a.time));
}

export function list(store: FakeStore): readonly T.StockRow[] {
  store.need("read");
  return store.stock.lines.map(row);
}

export function lowStock(store: FakeStore): number {
  return store.stock.lines.filter((l) => ["low", "below"].includes(row(l).state)).length;
}

export function get(store: FakeStore, id: string): T.StockRecord {
  store.need("read");
  const line = store.stock.line(id);
  const out = store.items.flatMap((item): T.StockOut[] => {
    const q = item.holder?.stock.find((s) => s.stockId === id);
    return item.holder && q
      ? [
          {
            quantity: q.quantity,
            itemId: item.id,
            item: `${item.model} ${item.number}`,
            personId: item.holder.personId,
            person: item.holder.name,
            since: item.holder.since,
            receipt: item.holder.receiptNo,
            command: item.holder.transaction,
          },
        ]
      : [];
  });
  return {
    ...row(line),
    out,
    outTotal: out.reduce((n, o) => n + o.quantity, 0),
    moves: line.moves,
    older: false,
  };
}

export function save(store: FakeStore, { id, reason, ...form }: T.StockForm): T.StockRow {
  store.need("stock.edit");
  if (form.name.trim() === "") throw refuse("INVALID", "The name is empty.", "Type the name.");
  let line = store.stock.lines.find((l) => l.id === id);
  if (line) Object.assign(line, form);
  else {
    line = { ...form, id: nextId(), onHand: null, moves: [] };
    store.stock.lines.push(line);
  }
  moved(store, line, {
    kind: id === "" ? "stock.registered" : "stock.edited",
    title: id === "" ? "Registered" : "Edited",
    detail: reason,
  });
  store.changed("stock", "shell");
  return row(line);
}

export function change(store: FakeStore, c: T.StockChange): T.StockRow {
  store.need(c.how === "counted" ? "count" : "stock.edit");
  const line = store.stock.line(c.id);
  const before = line.onHand;
  const detail = c.reason;
  switch (c.how) {
    case "counted":
      if (c.quantity < 0) throw refuse("INVALID", "A count is a number from 0.", "Type what you counted.");
      line.onHand = c.quantity;
      moved(store, line, {
        kind: "stock.count",
        title: `Counted: ${c.quantity}`,
        detail,
        quantity: c.quantity,
        counted: true,
      });
      break;
    case "received":
      if (c.quantity <= 0) throw refuse("INVALID", "The quantity is missing.", "Type how much came in.");
      line.onHand = (before ?? 0) + c.quantity;
      moved(store, line, {
        kind: "stock.move",
        title: `Received ${c.quantity}`,
        detail,
        quantity: c.quantity,
      });
      break;
    default:
      if (c.reason.trim().length < 3)
        throw refuse("NEEDS_REASON", "A correction needs a reason.", "Write a few words.");
      if ((before ?? 0) + c.quantity < 0) throw tooFew(line.name, before ?? 0, -c.quantity);
      line.onHand = (before ?? 0) + c.quantity;
      moved(store, line, {
        kind: "stock.move",
        title: `Corrected by ${c.quantity > 0 ? "+" : ""}${c.quantity}`,
        detail,
        quantity: c.quantity,
      });
  }
  store.changed("stock", "shell");
  return row(line);
}

function moved(
  store: FakeStore,
  line: Line,
  event: { kind: string; title: string; detail: string; quantity?: number } & Partial<T.StockEvent>,
): void {
  line.moves.unshift({
    entry: hex(6_000 + store.events.length + line.moves.length),
    time: new Date().toISOString(),
    account: store.who().name,
    station: store.station.name,
    receiptNo: "",
    transaction: "",
    clockSuspect: false,
    quarantined: false,
    second: "",
    counted: false,
    quantity: 0,
    ...event,
  });
}

function tooFew(what: string, left: number, asked: number) {
  return refuse(
    "BLOCKED",
    `${asked} of ${what} are asked for, and ${Math.max(left, 0)} ${left === 1 ? "is" : "are"} left.`,
    "Hand out less, or receive or count the stock first.",
  );
}

export interface Packed {
  readonly magazines: number;
  readonly rounds: number;
  readonly stock: readonly T.StockQuantity[];
}

/** What would go out with each item, the oldest lines first. Throws the refusal. */
export function pack(
  store: FakeStore,
  asked: readonly { readonly item: T.ItemRow; readonly magazines: number; readonly rounds: number }[],
  named: readonly T.StockQuantity[],
): readonly Packed[] {
  const left = new Map(store.stock.lines.map((l) => [l.id, l.onHand]));
  const take = (line: Line, n: number) => {
    const known = left.get(line.id) ?? null;
    if (known !== null && known < n) throw tooFew(stockName(line), known, n);
    left.set(line.id, known === null ? null : known - n);
  };
  const out = asked.map((a) => ({
    magazines: a.magazines,
    rounds: a.rounds,
    stock: new Map<Line, number>(),
  }));
  const add = (i: number, line: Line, n: number) => {
    const stock = out[i]?.stock;
    stock?.set(line, (stock.get(line) ?? 0) + n);
  };
  for (const n of named) {
    const line = store.stock.line(n.stockId);
    if (line.cap > 0 && n.quantity > line.cap)
      throw refuse(
        "INVALID",
        `At most ${line.cap} of ${line.name} go with one issue.`,
        "Correct the quantity.",
      );
    const i = asked.findIndex((a) => fits(line, a.item));
    if (i < 0) throw refuse("INVALID", `${line.name} does not fit.`, "Choose another one.");
    take(line, n.quantity);
    add(i, line, n.quantity);
  }
  for (const [i, a] of asked.entries()) {
    for (const [type, n] of [
      ["magazine", a.magazines],
      ["ammunition", a.rounds],
    ] as const) {
      const of = store.stock.lines.filter(
        (l) => l.type === type && l.calibre === a.item.calibre && !l.withdrawn,
      );
      let wanted = n - of.reduce((sum, l) => sum + (out[i]?.stock.get(l) ?? 0), 0);
      const known = of.filter((l) => left.get(l.id) !== null);
      const there = known.reduce((sum, l) => sum + Math.max(left.get(l.id) ?? 0, 0), 0);
      if (known.length > 0 && wanted > there)
        throw tooFew(`${type === "magazine" ? "magazines" : "rounds"} ${a.item.calibre}`, there, wanted);
      for (const line of known) {
        const part = Math.min(wanted, Math.max(left.get(line.id) ?? 0, 0));
        if (part <= 0) continue;
        take(line, part);
        add(i, line, part);
        wanted -= part;
      }
    }
  }
  return out.map((o) => ({ ...o, stock: [...o.stock].map(([line, n]) => quantity(line, n)) }));
}

/** Stock that fits one of the items. */
export function offers(store: FakeStore, items: readonly T.ItemRow[]): readonly T.StockRow[] {
  return store.stock.lines.filter((l) => !l.withdrawn && items.some((i) => fits(l, i))).map(row);
}

/** Takes off the shelf what goes out, or puts back (negative) what came. */
export function moveWith(
  store: FakeStore,
  tx: Pick<T.Transaction, "receiptNo" | "id" | "person" | "purpose">,
  stock: readonly T.StockQuantity[],
  sign: 1 | -1,
): void {
  for (const q of stock) {
    if (q.quantity === 0) continue;
    const line = store.stock.line(q.stockId);
    if (line.onHand !== null) line.onHand += sign * q.quantity;
    moved(store, line, {
      kind: sign < 0 ? "take" : "return",
      title: `${sign < 0 ? "Issued to" : "Returned by"} ${tx.person}`,
      detail: tx.purpose,
      quantity: sign * q.quantity,
      receiptNo: tx.receiptNo,
      transaction: tx.id,
    });
  }
}

/** What of an item's stock came back, as the figures and the named accessories say, and what is short in words. */
export function unpack(
  h: T.Holder,
  back: { readonly magazines: number; readonly rounds: number },
  named: Map<string, number> | null,
): { readonly came: readonly T.StockQuantity[]; readonly lacking: readonly string[] } {
  const left: Record<string, number> = { magazine: back.magazines, ammunition: back.rounds };
  const lacking: string[] = [];
  const came = h.stock.map((q) => {
    const counted = left[q.type];
    const has = counted ?? (named ? (named.get(q.stockId) ?? 0) : q.quantity);
    const n = Math.min(q.quantity, has);
    if (counted !== undefined) left[q.type] = counted - n;
    else {
      named?.set(q.stockId, has - n);
      if (n < q.quantity) lacking.push(`${q.quantity - n} ${q.name}`);
    }
    return { ...q, quantity: n };
  });
  return { came: came.filter((q) => q.quantity > 0), lacking };
}
