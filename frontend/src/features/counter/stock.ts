import type * as T from "../../backend/types.gen";
import type { Line, Receipt } from "./receipt";

// The stock on a receipt. Pure, like the receipt itself.

/** So much of a stock line, as a person chose it. */
export interface Named {
  readonly stockId: string;
  readonly quantity: number;
}

/** What is counted in the figures of a line; everything else is an accessory. */
export type Counted = "magazine" | "ammunition";

/** The lots a person chose for a line, by id; empty: the oldest first. */
export type Lots = Readonly<Record<Counted, string>>;

export const oldestFirst: Lots = { magazine: "", ammunition: "" };

export const isAccessory = (type: string) => type !== "magazine" && type !== "ammunition";

/** The largest quantity of one line on a receipt. */
const most = 9999;

/** How many of an accessory may go out: its cap, and what is known to be there. */
export function capOf(line: T.StockRow): number {
  const there = line.state === "unknown" ? most : Math.max(line.onHand, 0);
  return Math.min(line.cap || most, there, most);
}

/** One quantity among the others; none takes it off. */
export function withNamed(all: readonly Named[], stockId: string, quantity: number): readonly Named[] {
  const rest = all.filter((n) => n.stockId !== stockId);
  return quantity > 0 ? [...rest, { stockId, quantity }] : rest;
}

const toService = ({ stockId, quantity }: Named): T.StockQuantity => ({
  stockId,
  quantity,
  name: "",
  type: "",
});

/** What is named on an issue: the accessories, and the lots that were chosen with what the figures say. */
export function issued(r: Receipt): readonly T.StockQuantity[] {
  const lots = r.lines.flatMap((l) => [
    { stockId: l.lots.magazine, quantity: l.magazines },
    { stockId: l.lots.ammunition, quantity: l.rounds },
  ]);
  return [...r.accessories, ...lots.filter((n) => n.stockId !== "" && n.quantity > 0)].map(toService);
}

/** An accessory that went out with what is returned. */
export interface Lent {
  readonly stockId: string;
  readonly name: string;
  readonly out: number;
  readonly back: number;
}

/** The accessories that are out with the lines, and how many of them came back: all, unless somebody said less. */
export function lent(r: Receipt): readonly Lent[] {
  const all = new Map<string, Lent>();
  for (const line of r.lines) {
    for (const q of line.item.holder?.stock ?? []) {
      if (!isAccessory(q.type)) continue;
      const out = (all.get(q.stockId)?.out ?? 0) + q.quantity;
      const missing = r.accessories.find((n) => n.stockId === q.stockId)?.quantity ?? 0;
      all.set(q.stockId, {
        stockId: q.stockId,
        name: q.name,
        out,
        back: Math.max(out - missing, 0),
      });
    }
  }
  return [...all.values()];
}

/** The accessories of a return as the service takes them; null when every one came back. */
export function returned(r: Receipt): readonly T.StockQuantity[] | null {
  const all = lent(r);
  if (all.every((l) => l.back === l.out)) return null;
  return all.filter((l) => l.back > 0).map((l) => toService({ stockId: l.stockId, quantity: l.back }));
}

/** What did not come back with an item. */
export interface Short {
  readonly item: T.ItemRow;
  readonly magazines: number;
  readonly rounds: number;
  readonly accessories: readonly { readonly name: string; readonly quantity: number }[];
  /** The service says that something is short, and this screen does not know what. */
  readonly unknown: boolean;
}

/** The lines that are short. Accessories fill the first lines first, as the service puts them back. */
export function shortOf(r: Receipt): readonly Short[] {
  if (r.mode !== "return") return [];
  const left = new Map(lent(r).map((l) => [l.stockId, l.back]));
  return r.lines.flatMap((line): Short[] => {
    const short = shortWith(line, left);
    return short.magazines + short.rounds + short.accessories.length > 0 ? [short] : [];
  });
}

function shortWith(line: Line, left: Map<string, number>): Short {
  const { item } = line;
  const accessories = [];
  for (const q of item.holder?.stock ?? []) {
    if (!isAccessory(q.type)) continue;
    const came = Math.min(q.quantity, left.get(q.stockId) ?? 0);
    left.set(q.stockId, (left.get(q.stockId) ?? 0) - came);
    if (came < q.quantity) accessories.push({ name: q.name, quantity: q.quantity - came });
  }
  return {
    item,
    magazines: Math.max(0, (item.holder?.magazines ?? 0) - line.magazines),
    rounds: Math.max(0, (item.holder?.rounds ?? 0) - line.rounds),
    accessories,
    unknown: false,
  };
}

/** What to ask about: the lines that are short, or every line when only the service knows which. */
export function askedAbout(r: Receipt): readonly Short[] {
  const short = shortOf(r);
  if (short.length > 0) return short;
  return r.lines.map((l) => ({ item: l.item, magazines: 0, rounds: 0, accessories: [], unknown: true }));
}

/** Only rounds are used up. */
export function mayBeExpended(s: Short): boolean {
  return s.unknown || (s.rounds > 0 && s.magazines === 0 && s.accessories.length === 0);
}
