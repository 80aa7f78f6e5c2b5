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

/** The count a person typed, kept between 0 and 9,999; anything that is no number counts as 0. */
export function wholeCount(value: string | number): number {
  const n = Math.trunc(Number(value));
  return Number.isFinite(n) ? Math.min(Math.max(n, 0), 9999) : 0;
}
