import dayjs from "dayjs";
import { useState } from "react";

/** The usual periods, in days that end today; "own" is two days of the calendar. */
export const periods = { today: 1, week: 7, month: 30, quarter: 90 } as const;
export type PeriodName = keyof typeof periods | "own";

/** Local days, "2026-11-28", both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

export function daysBack(days: number, now = dayjs()): Days {
  const day = "YYYY-MM-DD";
  return { from: now.subtract(days - 1, "day").format(day), to: now.format(day) };
}

/** The period that was chosen. Own days stay while another one is looked at. */
export function usePeriod() {
  const [name, setName] = useState<PeriodName>("month");
  const [own, setOwn] = useState<Days>(() => daysBack(periods.month));
  const days = name === "own" ? own : daysBack(periods[name]);
  return { name, setName, own, setOwn, days };
}
