import { ArrowLeftRight, ChartColumn, Clock3, Crosshair, type LucideIcon, Route } from "lucide-react";

/** One of the reports, with what its figures can be counted by; the first is shown first. */
export interface ReportKind {
  readonly name: "strength" | "issues" | "overdue" | "activity" | "custody";
  readonly icon: LucideIcon;
  readonly by: readonly string[];
  /** Those of `by` that are lists of people: not everybody may save them. */
  readonly people: readonly string[];
}

export const reportKinds: readonly ReportKind[] = [
  { name: "strength", icon: Crosshair, by: [], people: [] },
  { name: "issues", icon: ChartColumn, by: ["day", "hour", "purpose"], people: [] },
  { name: "overdue", icon: Clock3, by: ["now", "person"], people: ["person"] },
  {
    name: "activity",
    icon: ArrowLeftRight,
    by: ["person", "item", "station", "account"],
    people: ["person"],
  },
  { name: "custody", icon: Route, by: [], people: [] },
];

/** Whether a report is of a period: the others are of now, or of all time. */
export function hasPeriod(report: string, by: string): boolean {
  return report === "issues" || report === "activity" || (report === "overdue" && by === "person");
}
