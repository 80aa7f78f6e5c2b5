import type { ColumnDef } from "@tanstack/react-table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Transaction } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { exactTime } from "../../domain/times";
import { Mono } from "../../ui/Mono";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./Transactions.module.css";

/** The columns of the transactions; the fewer, the narrower the table. */
export function useTransactionColumns(): readonly ColumnDef<Transaction>[] {
  const { t } = useTranslation();
  return useMemo<readonly ColumnDef<Transaction>[]>(
    () => [
      {
        id: "receipt",
        header: t("transactions.column.receipt"),
        cell: ({ row }) => <Mono>{row.original.receiptNo}</Mono>,
        meta: { track: "142px" },
      },
      {
        id: "time",
        header: t("transactions.column.time"),
        cell: ({ row }) => <RelativeTime time={row.original.time} />,
        meta: { track: "104px", sort: "time" },
      },
      {
        id: "action",
        header: t("transactions.column.action"),
        cell: ({ row }) => <StateChip kind="action" state={row.original.action} />,
        meta: { track: "108px" },
      },
      {
        id: "person",
        header: t("transactions.column.person"),
        cell: ({ row }) => (
          <b className={classes.strong} title={row.original.person}>
            {row.original.person}
          </b>
        ),
        meta: { track: "minmax(168px, 1.2fr)" },
      },
      {
        id: "items",
        header: t("transactions.column.items"),
        cell: ({ row }) => {
          const names = row.original.lines.map(itemName).join(", ");
          return <span title={names}>{names}</span>;
        },
        meta: { track: "minmax(180px, 1.6fr)", from: 700 },
      },
      {
        id: "out",
        header: t("transactions.column.out"),
        cell: ({ row }) =>
          row.original.stillOut > 0 ? (
            <span className="figures">
              {t("transactions.outOf", { count: row.original.stillOut, of: row.original.lines.length })}
            </span>
          ) : null,
        meta: { track: "88px", from: 780 },
      },
      {
        id: "purpose",
        header: t("transactions.column.purpose"),
        cell: ({ row }) => row.original.purpose,
        meta: { track: "minmax(124px, 0.8fr)", from: 860 },
      },
      {
        id: "magazines",
        header: t("transactions.column.magazines"),
        cell: ({ row }) => row.original.magazines.toLocaleString(),
        meta: { track: "72px", right: true, from: 1400 },
      },
      {
        id: "rounds",
        header: t("transactions.column.rounds"),
        cell: ({ row }) => row.original.rounds.toLocaleString(),
        meta: { track: "84px", right: true, from: 1400 },
      },
      {
        id: "station",
        header: t("transactions.column.station"),
        cell: ({ row }) => row.original.station,
        meta: { track: "minmax(104px, 0.6fr)", from: 960 },
      },
      {
        id: "exact",
        header: t("transactions.column.exact"),
        cell: ({ row }) => <span className={`figures ${classes.dim}`}>{exactTime(row.original.time)}</span>,
        meta: { track: "194px", from: 1400 },
      },
      {
        id: "account",
        header: t("transactions.column.account"),
        cell: ({ row }) => row.original.account,
        meta: { track: "minmax(150px, 0.9fr)", from: 1200 },
      },
    ],
    [t],
  );
}
