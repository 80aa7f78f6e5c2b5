import type { TFunction } from "i18next";
import type { CountFigures } from "../../backend/types.gen";

export const countTypes = ["opening", "closing", "hand-over", "monthly"] as const;

/** What a list of a count is called by: a verdict of the service, or what came after the closing. */
export type Tab = "missing" | "found" | "unexpected" | "unknown" | "handled" | "out" | "late";

/** The lists of a count in the order in which they are looked at. A blind one shows only what was scanned. */
export const tabsOf = (hidden: boolean, late: number): readonly Tab[] => [
  ...(hidden ? [] : (["missing"] as const)),
  "unexpected",
  "unknown",
  "found",
  ...(hidden ? [] : (["handled", "out"] as const)),
  ...(late > 0 ? (["late"] as const) : []),
];

/** Found, and seen at a counter while it was going on: what need not be looked for any more. */
export const seenOf = (f: CountFigures): number => f.found + f.handled;

/** A result in one line: 52 of 54 found · 2 missing. */
export function resultWords(t: TFunction, f: CountFigures): string {
  const wrong = (["missing", "unexpected", "unknown"] as const).filter((k) => f[k] > 0);
  return [
    t("counts.foundOf", { found: seenOf(f).toLocaleString(), expected: f.expected.toLocaleString() }),
    ...wrong.map((k) => t(`counts.figure.${k}`, { count: f[k] })),
  ].join(" · ");
}
