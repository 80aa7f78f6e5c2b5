import type { Upkeep } from "../backend/types.gen";

/** By how much an inspection is overdue; 0 in a unit: not by that one. */
export function overBy(u: Upkeep): { readonly rounds: number; readonly days: number } {
  return {
    rounds: u.everyRounds > 0 ? Math.max(0, u.roundsSince - u.everyRounds) : 0,
    days: u.everyDays > 0 ? Math.max(0, u.daysSince - u.everyDays) : 0,
  };
}
