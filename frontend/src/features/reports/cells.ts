import dayjs from "dayjs";
import type { TFunction } from "i18next";
import type { ReportColumn } from "../../backend/types.gen";
import { exactTime } from "../../domain/times";

/** Cells that stand for a word. */
const words = new Set(["all", "none", "cli", "stillOut", "returned", "converted", "settled"]);

export const isFigure = (kind: string) => kind === "count" || kind === "span";

/** A cell as people read it. */
export function cellText(t: TFunction, column: ReportColumn, cell: string): string {
  if (words.has(cell)) return t(`reports.cell.${cell}`);
  if (cell === "") return "";
  switch (column.kind) {
    case "count":
      return Number(cell).toLocaleString();
    case "span":
      return spanText(t, Number(cell));
    case "time":
      return exactTime(cell).slice(0, 16);
    case "day":
      return dayjs(cell).format("ddd D MMM YYYY");
    case "month":
      return dayjs(`${cell}-01`).format("MMM YYYY");
    case "hour":
      return `${cell.padStart(2, "0")}:00`;
    default:
      return cell;
  }
}

/** The same where there is little room: under a chart. */
export function shortText(t: TFunction, column: ReportColumn, cell: string): string {
  if (column.kind === "day") return dayjs(cell).format("D MMM");
  if (column.kind === "hour") return cell.padStart(2, "0");
  return cellText(t, column, cell);
}

/** Seconds as "3 d 4 h", "5 h 20 min" or "12 min". */
export function spanText(t: TFunction, seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("reports.span.minutes", { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t("reports.span.hours", { hours, minutes: minutes % 60 });
  return t("reports.span.days", { days: Math.floor(hours / 24), hours: hours % 24 });
}
