import type { StockRow } from "../../backend/types.gen";
import { stockTypes } from "./words";

// What of the stock is shown. The lines are few: they are read whole and narrowed here.

export const stockFilterNames = ["type", "calibre", "low"] as const;

/** Stands for lines without a calibre. */
export const noCalibre = "-";

export interface StockGroup {
  readonly type: string;
  readonly lines: readonly StockRow[];
}

function fits(line: StockRow, text: string, filter: Readonly<Record<string, string>>): boolean {
  const all = [line.name, line.lot, line.calibre].join(" ").toLowerCase();
  const words = text.toLowerCase().split(/\s+/);
  return (
    words.every((word) => all.includes(word)) &&
    (!filter.type || line.type === filter.type) &&
    (!filter.calibre || (line.calibre || noCalibre) === filter.calibre) &&
    (!filter.low || line.state === "low" || line.state === "below")
  );
}

/** The lines that fit, by type; types without a line are left out, withdrawn lines come last. */
export function grouped(
  all: readonly StockRow[],
  text: string,
  filter: Readonly<Record<string, string>>,
): readonly StockGroup[] {
  const lines = all.filter((l) => fits(l, text, filter));
  const types = [...new Set<string>([...stockTypes, ...lines.map((l) => l.type)])];
  return types
    .map((type) => ({
      type,
      lines: lines
        .filter((l) => l.type === type)
        .sort((a, b) => Number(a.withdrawn) - Number(b.withdrawn) || a.name.localeCompare(b.name)),
    }))
    .filter((g) => g.lines.length > 0);
}
