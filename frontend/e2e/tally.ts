import type { Report } from "../src/backend/types.gen";
import type { Told } from "./feed";

// Counts what the live feed told, to be compared with the figures of a report.

export interface Moved {
  takes: number;
  out: number;
  returns: number;
  back: number;
}

/** The columns of Moved in a report. */
export const moved = ["takes", "out", "returns", "back"] as const;

/** Counts by something of each transaction. */
export function countBy(told: readonly Told[], key: (t: Told) => string): ReadonlyMap<string, Moved> {
  const counts = new Map<string, Moved>();
  for (const t of told) {
    const m = counts.get(key(t)) ?? { takes: 0, out: 0, returns: 0, back: 0 };
    counts.set(key(t), m);
    if (t.action === "Take") {
      m.takes += 1;
      m.out += t.items.length;
    } else {
      m.returns += 1;
      m.back += t.items.length;
    }
  }
  return counts;
}

/** The same as `rows` says it. */
export function figures(
  counts: ReadonlyMap<string, Moved>,
  columns: readonly (keyof Moved)[] = moved,
): Record<string, readonly number[]> {
  return Object.fromEntries([...counts].map(([key, m]) => [key, columns.map((c) => m[c])]));
}

/** The figures of a report by its first column; rows of nothing but zeros say nothing. */
export function rows(r: Report, columns: readonly string[]): Record<string, readonly number[]> {
  const places = columns.map((key) => r.columns.findIndex((c) => c.key === key));
  return Object.fromEntries(
    r.rows
      .map((row) => [row.cells[0] ?? "", places.map((i) => Number(row.cells[i]))] as const)
      .filter(([, figures]) => figures.some((n) => n !== 0)),
  );
}
