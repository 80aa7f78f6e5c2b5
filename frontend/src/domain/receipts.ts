import type { Transaction } from "../backend/types.gen";

export type Durability = "here" | "some" | "everywhere";

/** Where a transaction is safe: on this station, on some, on every enrolled one. A site of one station is "here". */
export function durability(t: Pick<Transaction, "onStations" | "stations">): Durability {
  if (t.stations > 1 && t.onStations >= t.stations) return "everywhere";
  return t.onStations > 1 ? "some" : "here";
}

/** Sums of a receipt's lines. */
export function totals(lines: readonly { readonly magazines: number; readonly rounds: number }[]) {
  let magazines = 0;
  let rounds = 0;
  for (const line of lines) {
    magazines += line.magazines;
    rounds += line.rounds;
  }
  return { magazines, rounds };
}

/** The most that goes out, comes back or is fired with one item. */
export const maxMagazines = 100;
export const maxRounds = 10_000;

/** The count a person typed, kept between 0 and the most its field takes; anything that is no number counts as 0. */
export function wholeCount(value: string | number, most: number): number {
  const n = Math.trunc(Number(value));
  return Number.isFinite(n) ? Math.min(Math.max(n, 0), most) : 0;
}

/** What a discrepancy raised at a receipt is about: the line that came back damaged, or the only one there is. */
export function aboutOf(t: Transaction) {
  const damaged = t.action === "Return" ? t.lines.find((l) => l.condition === "Damaged") : undefined;
  const line = damaged ?? (t.lines.length === 1 ? t.lines[0] : undefined);
  return {
    kind: damaged ? "Damaged" : "",
    itemId: line?.itemId ?? "",
    // Who brought it back for another does not answer for it.
    personId: line?.holder ? "" : t.personId,
    transaction: t.id,
  };
}
