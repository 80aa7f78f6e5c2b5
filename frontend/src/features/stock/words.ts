import type { StockRow } from "../../backend/types.gen";

/** The types of stock lines, in the order they are listed. */
export const stockTypes = ["magazine", "ammunition", "accessory"] as const;

/** A stock line with its lot: M855 Ball (lot LC-24A022). */
export function stockName(line: Pick<StockRow, "name" | "lot">): string {
  return line.lot === "" ? line.name : `${line.name} (lot ${line.lot})`;
}

/** The state a line is shown in. */
export function stockState(line: Pick<StockRow, "state" | "withdrawn">): string {
  return line.withdrawn && line.state !== "below" ? "withdrawn" : line.state;
}

/** A quantity with its sign: +12, -5. */
export function signed(n: number): string {
  return n > 0 ? `+${n.toLocaleString()}` : `\u2212${Math.abs(n).toLocaleString()}`;
}

/** The whole number a person typed, or null while it is none. */
export function typedNumber(value: string | number): number | null {
  const n = typeof value === "number" ? value : Number(value.trim() === "" ? Number.NaN : value);
  return Number.isSafeInteger(n) ? n : null;
}
