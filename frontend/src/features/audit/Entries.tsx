import type { ColumnDef } from "@tanstack/react-table";
import { ScrollText } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { HistoryEvent } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { EmptyState } from "../../ui/EmptyState";
import { Mono } from "../../ui/Mono";
import { RelativeTime } from "../../ui/RelativeTime";
import { VirtualTable } from "../../ui/VirtualTable";
import classes from "./Audit.module.css";

/** Every entry of the ledger, newest first, in words. */
export function Entries() {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const columns = useMemo<readonly ColumnDef<HistoryEvent>[]>(
    () => [
      {
        id: "time",
        header: t("audit.when"),
        cell: ({ row }) => <RelativeTime time={row.original.time} />,
        meta: { track: "110px" },
      },
      {
        id: "title",
        header: t("audit.what"),
        cell: ({ row }) => (
          <>
            {row.original.quarantined ? (
              <span className={classes.void}>{t("custody.quarantined")} </span>
            ) : null}
            <span className={row.original.quarantined ? classes.struck : undefined}>
              <b style={{ fontWeight: 600 }}>{row.original.title}</b>{" "}
              <span style={{ color: "var(--mantine-color-dimmed)" }}>{row.original.detail}</span>
            </span>
          </>
        ),
        meta: { track: "minmax(260px, 2fr)" },
      },
      {
        id: "kind",
        header: t("audit.kind"),
        cell: ({ row }) => row.original.kind,
        meta: { track: "150px", from: 1200 },
      },
      {
        id: "account",
        header: t("audit.account"),
        cell: ({ row }) => row.original.account,
        meta: { track: "minmax(140px, 1fr)" },
      },
      {
        id: "station",
        header: t("audit.station"),
        cell: ({ row }) => row.original.station,
        meta: { track: "130px" },
      },
      {
        id: "entry",
        header: t("audit.entry"),
        cell: ({ row }) => (
          <span title={row.original.entry}>
            <Mono dimmed>{row.original.entry.slice(0, 12)}</Mono>
          </span>
        ),
        meta: { track: "140px", from: 1100 },
      },
    ],
    [t],
  );
  return (
    <div className={classes.entries}>
      <VirtualTable
        label={t("audit.tab.entries")}
        columns={columns}
        source={{
          queryKey: ["audit", "entries"],
          topics: ["transactions", "items", "people"],
          fetch: (window) => api.audit.entries({ text: "", filter: {}, sort: "", after: "", ...window }),
        }}
        rowId={(e) => e.entry}
        onOpen={(e) => e.transaction && void navigate(`/transactions/${e.transaction}`)}
        sort=""
        onSort={() => undefined}
        rowHeight={40}
        empty={<EmptyState icon={ScrollText} title={t("audit.noEntries")} />}
      />
    </div>
  );
}
