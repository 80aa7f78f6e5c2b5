import type { ColumnDef } from "@tanstack/react-table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MaintenanceRow, Upkeep } from "../../backend/types.gen";
import { overBy } from "../../domain/inspection";
import { Mono } from "../../ui/Mono";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./Maintenance.module.css";

type Columns = readonly ColumnDef<MaintenanceRow>[];

function useItem(): Columns {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: "item",
        header: t("maintenance.column.item"),
        cell: ({ row }) => (
          <>
            <b className={classes.strong}>{row.original.model}</b> <Mono>{row.original.number}</Mono>
          </>
        ),
        meta: { track: "minmax(186px, 1fr)", sort: "number" },
      },
      {
        id: "serial",
        header: t("maintenance.column.serial"),
        cell: ({ row }) => <Mono>{row.original.serial}</Mono>,
        meta: { track: "minmax(96px, 0.5fr)", sort: "serial", from: 620 },
      },
    ],
    [t],
  );
}

/** What is in maintenance: since when, why, by whom. */
export function useNowColumns(): Columns {
  const { t } = useTranslation();
  const item = useItem();
  return useMemo(
    () => [
      ...item,
      {
        id: "since",
        header: t("maintenance.column.since"),
        cell: ({ row }) => <RelativeTime time={row.original.since} />,
        meta: { track: "100px" },
      },
      {
        id: "why",
        header: t("maintenance.column.why"),
        cell: ({ row }) => <span title={row.original.why}>{row.original.why}</span>,
        meta: { track: "minmax(180px, 1.6fr)" },
      },
      {
        id: "by",
        header: t("maintenance.column.by"),
        cell: ({ row }) => (
          <>
            {row.original.by} <span className={classes.dim}>{row.original.station}</span>
          </>
        ),
        meta: { track: "minmax(216px, 1fr)", from: 900 },
      },
      {
        id: "inspection",
        header: t("maintenance.column.inspection"),
        cell: ({ row }) => <Over upkeep={row.original.upkeep} />,
        meta: { track: "172px", from: 820 },
      },
    ],
    [t, item],
  );
}

/** What is due for inspection: by how much. */
export function useDueColumns(): Columns {
  const { t } = useTranslation();
  const item = useItem();
  return useMemo(
    () => [
      ...item,
      {
        id: "status",
        header: t("maintenance.column.status"),
        cell: ({ row }) => <StateChip kind="item" state={row.original.status} />,
        meta: { track: "156px", from: 700 },
      },
      {
        id: "over",
        header: t("maintenance.column.over"),
        cell: ({ row }) => <Over upkeep={row.original.upkeep} />,
        meta: { track: "minmax(112px, 0.5fr)" },
      },
      {
        id: "rounds",
        header: t("maintenance.column.rounds"),
        cell: ({ row }) => (
          <Share n={row.original.upkeep.roundsSince} every={row.original.upkeep.everyRounds} />
        ),
        meta: { track: "146px", right: true, from: 620 },
      },
      {
        id: "days",
        header: t("maintenance.column.days"),
        cell: ({ row }) => <Share n={row.original.upkeep.daysSince} every={row.original.upkeep.everyDays} />,
        meta: { track: "108px", right: true, sort: "checked" },
      },
      {
        id: "last",
        header: t("maintenance.column.last"),
        cell: ({ row }) => <LastInspected upkeep={row.original.upkeep} />,
        meta: { track: "minmax(220px, 1fr)", from: 860 },
      },
    ],
    [t, item],
  );
}

/** "120 of 500"; the number alone where it calls for nothing. */
function Share({ n, every }: { readonly n: number; readonly every: number }) {
  const { t } = useTranslation();
  if (every === 0) return <span className={`figures ${classes.dim}`}>{n.toLocaleString()}</span>;
  return (
    <span className={`figures ${n >= every ? classes.due : ""}`}>
      {t("maintenance.of", { n: n.toLocaleString(), every: every.toLocaleString() })}
    </span>
  );
}

function Over({ upkeep }: { readonly upkeep: Upkeep }) {
  const { t } = useTranslation();
  if (!upkeep.due) return null;
  const { rounds, days } = overBy(upkeep);
  const words = [
    rounds > 0 ? t("maintenance.overRounds", { count: rounds, figure: rounds.toLocaleString() }) : "",
    days > 0 ? t("maintenance.overDays", { count: days, figure: days.toLocaleString() }) : "",
  ].filter(Boolean);
  if (words.length === 0) return <span className={classes.due}>{t("maintenance.overNow")}</span>;
  return <span className={`figures ${classes.over}`}>{words.join(" · ")}</span>;
}

function LastInspected({ upkeep }: { readonly upkeep: Upkeep }) {
  const { t } = useTranslation();
  const last = upkeep.last.find((w) => w.work === "inspected");
  if (!last) return <span className={classes.dim}>{t("maintenance.never")}</span>;
  return (
    <>
      <RelativeTime time={last.time} /> <span className={classes.dim}>{last.by}</span>
    </>
  );
}
