import type { Qualified } from "../backend/types.gen";

/** How many days before its end a qualification is shown as ending. */
const soonDays = 30;

export type Standing =
  | { readonly kind: "none" }
  | { readonly kind: "expired"; readonly date: string }
  | { readonly kind: "soon"; readonly days: number }
  | { readonly kind: "good"; readonly date: string };

/** How a qualification that is good through a day (YYYY-MM-DD) stands on another day, by the same calendar. */
export function standing(until: string, today: string): Standing {
  if (until === "") return { kind: "none" };
  if (until < today) return { kind: "expired", date: until };
  const days = Math.round((Date.parse(until) - Date.parse(today)) / 86_400_000);
  return days <= soonDays ? { kind: "soon", days } : { kind: "good", date: until };
}

/** The local calendar day of a moment. */
export function dayOf(ms: number): string {
  const d = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/** The categories with the fields that say until when. */
export const qualifications = [
  { category: "rifle", field: "qualRifle" },
  { category: "pistol", field: "qualPistol" },
  { category: "other", field: "qualOther" },
] as const satisfies readonly { category: string; field: keyof Qualified }[];
