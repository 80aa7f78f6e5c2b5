export type RelativeUnit = "now" | "seconds" | "minutes" | "hours" | "days";

export interface Relative {
  readonly unit: RelativeUnit;
  readonly count: number;
  readonly future: boolean;
}

/** How far a moment is from now, in the largest unit that fits. */
export function relative(iso: string, nowMs: number): Relative | null {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return null;
  const delta = nowMs - ms;
  const s = Math.floor(Math.abs(delta) / 1000);
  const future = delta < 0;
  if (s < 5) return { unit: "now", count: 0, future };
  if (s < 60) return { unit: "seconds", count: s, future };
  if (s < 3600) return { unit: "minutes", count: Math.floor(s / 60), future };
  if (s < 48 * 3600) return { unit: "hours", count: Math.floor(s / 3600), future };
  return { unit: "days", count: Math.floor(s / 86400), future };
}

const two = (n: number) => String(n).padStart(2, "0");

/** The exact local time: 2026-11-24 09:40:05. */
export function exactTime(iso: string): string {
  const d = new Date(iso);
  if (Number.isNaN(d.getTime())) return "";
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clockTime(iso)}`;
}

/** The local time of day with seconds: 09:40:05. */
export function clockTime(iso: string): string {
  const d = new Date(iso);
  if (Number.isNaN(d.getTime())) return "";
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** 24 Nov 09:40, for places with little room. */
export function shortTime(iso: string): string {
  const d = new Date(iso);
  if (Number.isNaN(d.getTime())) return "";
  const month = d.toLocaleString("en", { month: "short" });
  return `${d.getDate()} ${month} ${two(d.getHours())}:${two(d.getMinutes())}`;
}
