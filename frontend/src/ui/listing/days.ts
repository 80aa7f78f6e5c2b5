import dayjs from "dayjs";

// A span of whole local days, as two moments: the first of the first day and the first after the last day.

export interface Span {
  readonly from: string;
  readonly until: string;
}

export const noSpan: Span = { from: "", until: "" };

/** The span from one day to another, both included ("2026-11-24"). */
export function spanOf(first: string, last: string): Span {
  return { from: dayjs(first).toISOString(), until: dayjs(last).add(1, "day").toISOString() };
}

/** The span of so many days that ends so many days before today. */
export function spanBack(days: number, endsBefore = 0, now = dayjs()): Span {
  const last = now.startOf("day").subtract(endsBefore, "day");
  return spanOf(last.subtract(days - 1, "day").format("YYYY-MM-DD"), last.format("YYYY-MM-DD"));
}

/** The days of a span, both included; null on a side that is open. */
export function daysOf(span: Span): readonly [string | null, string | null] {
  const from = dayjs(span.from);
  const until = dayjs(span.until);
  return [
    span.from && from.isValid() ? from.format("YYYY-MM-DD") : null,
    span.until && until.isValid() ? until.subtract(1, "ms").format("YYYY-MM-DD") : null,
  ];
}

/** A span for people: "24 Nov 2026", "18 Nov to 24 Nov 2026". `join` puts two ends together. */
export function spanWords(
  span: Span,
  words: {
    readonly both: (from: string, to: string) => string;
    readonly since: (from: string) => string;
    readonly to: (to: string) => string;
  },
): string {
  const [first, last] = daysOf(span);
  const long = (day: string) => dayjs(day).format("D MMM YYYY");
  if (first && last) {
    if (first === last) return long(first);
    const sameYear = first.slice(0, 4) === last.slice(0, 4);
    return words.both(sameYear ? dayjs(first).format("D MMM") : long(first), long(last));
  }
  if (first) return words.since(long(first));
  return last ? words.to(long(last)) : "";
}
