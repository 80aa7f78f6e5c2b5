import type { ColumnDef } from "@tanstack/react-table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ItemRow } from "../../backend/types.gen";
import { shownState } from "../../domain/states";
import { Mono } from "../../ui/Mono";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./Items.module.css";

/** The columns of the items; the fewer, the narrower the table. */
export function useItemColumns(): readonly ColumnDef<ItemRow>[] {
  const { t } = useTranslation();
  return useMemo<readonly ColumnDef<ItemRow>[]>(
    () => [
      {
        id: "number",
        header: t("items.column.number"),
        cell: ({ row }) => <Mono>{row.original.number}</Mono>,
        meta: { track: "96px", sort: "number" },
      },
      {
        id: "model",
        header: t("items.column.model"),
        cell: ({ row }) => <b className={classes.strong}>{row.original.model}</b>,
        meta: { track: "minmax(136px, 1.2fr)", sort: "model" },
      },
      {
        id: "serial",
        header: t("items.column.serial"),
        cell: ({ row }) => <Mono>{row.original.serial}</Mono>,
        meta: { track: "minmax(108px, 0.6fr)", sort: "serial" },
      },
      {
        id: "status",
        header: t("items.column.status"),
        cell: ({ row }) => <StateChip kind="item" state={shownState(row.original)} />,
        meta: { track: "146px", sort: "status" },
      },
      {
        id: "where",
        header: t("items.column.where"),
        cell: ({ row }) => <Where item={row.original} />,
        meta: { track: "minmax(210px, 1.6fr)", from: 700 },
      },
      {
        id: "due",
        header: t("items.column.due"),
        cell: ({ row }) =>
          row.original.holder ? (
            <span className={row.original.status === "Overdue" ? classes.late : undefined}>
              <RelativeTime time={row.original.holder.due} />
            </span>
          ) : null,
        meta: { track: "96px", from: 900 },
      },
      {
        id: "condition",
        header: t("items.column.condition"),
        cell: ({ row }) => t(`condition.${row.original.condition}`),
        meta: { track: "100px", from: 980 },
      },
      {
        id: "calibre",
        header: t("items.column.calibre"),
        cell: ({ row }) => row.original.calibre,
        meta: { track: "116px", from: 1300 },
      },
      {
        id: "label",
        header: t("items.column.label"),
        cell: ({ row }) => <Mono dimmed>{row.original.label}</Mono>,
        meta: { track: "186px", sort: "label", from: 1150 },
      },
    ],
    [t],
  );
}

function Where({ item }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  if (item.candidates.length > 0) {
    return (
      <span className={classes.late}>{t("items.place.contested", { count: item.candidates.length })}</span>
    );
  }
  if (item.holder) {
    return (
      <>
        {item.holder.name}{" "}
        <span className={classes.dim}>
          <RelativeTime time={item.holder.since} />
        </span>
      </>
    );
  }
  // A status this version does not know stands in its chip already.
  return <span className={classes.dim}>{t(`items.place.${item.status}`, { defaultValue: "" })}</span>;
}
