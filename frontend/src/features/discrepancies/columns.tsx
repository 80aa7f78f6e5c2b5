import { Text, VisuallyHidden } from "@mantine/core";
import type { ColumnDef } from "@tanstack/react-table";
import { Images } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { DiscrepancyRow } from "../../backend/types.gen";
import { kindLook } from "../../ui/discrepancies/kinds";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./Discrepancies.module.css";

/** The columns of the discrepancies; the fewer, the narrower the table. */
export function useDiscrepancyColumns(): readonly ColumnDef<DiscrepancyRow>[] {
  const { t } = useTranslation();
  return useMemo<readonly ColumnDef<DiscrepancyRow>[]>(
    () => [
      {
        id: "state",
        header: t("discrepancies.column.state"),
        cell: ({ row }) => <StateChip kind="discrepancy" state={row.original.state} />,
        meta: { track: "148px", sort: "open" },
      },
      {
        id: "what",
        header: t("discrepancies.column.what"),
        cell: ({ row }) => <What row={row.original} />,
        meta: { track: "minmax(200px, 2fr)" },
      },
      {
        id: "about",
        header: t("discrepancies.column.about"),
        cell: ({ row: { original: d } }) => (
          <div className={classes.two}>
            <span>{d.itemName || d.personName}</span>
            {d.itemName && d.personName ? <small>{d.personName}</small> : null}
          </div>
        ),
        meta: { track: "minmax(150px, 1.2fr)", from: 560 },
      },
      {
        id: "by",
        header: t("discrepancies.column.by"),
        cell: ({ row: { original: d } }) => (
          <div className={classes.two}>
            <span>{d.by || t("discrepancies.byLedger")}</span>
            {d.station ? <small>{d.station}</small> : null}
          </div>
        ),
        meta: { track: "minmax(140px, 1fr)", from: 900 },
      },
      {
        id: "found",
        header: t("discrepancies.column.found"),
        cell: ({ row }) => <RelativeTime time={row.original.found} size="sm" />,
        meta: { track: "116px", sort: "found" },
      },
    ],
    [t],
  );
}

function What({ row: d }: { readonly row: DiscrepancyRow }) {
  const { t } = useTranslation();
  const { icon: Icon, label } = kindLook(d);
  // A conflict says in its sentence what it is; all of them are of one kind here.
  const [first, second] = d.ledger ? [d.text, t(label)] : [t(label), d.text];
  return (
    <div className={classes.what}>
      <Icon size={17} aria-hidden />
      <div className={classes.two}>
        <b title={first}>{first}</b>
        {second ? <small title={second}>{second}</small> : null}
      </div>
      {d.photoCount > 0 ? (
        <Text span size="xs" c="dimmed" className={classes.photos}>
          <Images size={14} aria-hidden />
          <span aria-hidden>{d.photoCount}</span>
          <VisuallyHidden>{t("discrepancies.photos", { count: d.photoCount })}</VisuallyHidden>
        </Text>
      ) : null}
    </div>
  );
}
