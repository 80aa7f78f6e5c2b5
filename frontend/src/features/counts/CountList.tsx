import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { ClipboardCheck, ScanLine } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { CountActor, CountRow } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { EmptyState } from "../../ui/EmptyState";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { VirtualTable } from "../../ui/VirtualTable";
import classes from "./Counts.module.css";
import { resultWords } from "./words";

/** The counts that can be scanned into, large, and every count under them. */
export function CountList({ newButton }: { readonly newButton: ReactNode }) {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const columns = useColumns();
  return (
    <>
      <OpenCounts />
      <VirtualTable
        label={t("counts.table")}
        columns={columns}
        source={{
          queryKey: ["counts", "list"],
          fetch: (window) => api.counts.list({ text: "", filter: {}, sort: "", after: "", ...window }),
        }}
        rowId={(row) => row.id}
        onOpen={(row) => void navigate(`/counts/${row.id}`)}
        sort=""
        onSort={() => undefined}
        rowHeight={52}
        empty={
          <EmptyState icon={ClipboardCheck} title={t("counts.none")} hint={t("counts.noneHint")}>
            {newButton}
          </EmptyState>
        }
      />
    </>
  );
}

/** How many open counts are shown large; the others are in the table. */
const shownOpen = 3;

function OpenCounts() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const open = useQuery({
    queryKey: ["counts", "open"],
    queryFn: () =>
      api.counts.list({
        text: "",
        filter: { open: "yes" },
        sort: "",
        after: "",
        offset: 0,
        limit: shownOpen,
      }),
  });
  const rows = open.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <div className={classes.openCounts}>
      {rows.map((row) => (
        <section key={row.id} className={classes.openCount} aria-label={t(`counts.type.${row.type}`)}>
          <div className={classes.openWords}>
            <h2>
              {t(`counts.type.${row.type}`)} <StateChip kind="count" state={row.state} />
            </h2>
            <p>
              <Actor by={row.opened} />
            </p>
          </div>
          <div className={classes.openFigure}>
            <b>{row.scanned.toLocaleString()}</b>
            {t("counts.scanned")}
          </div>
          <Button
            component={Link}
            to={`/counts/${row.id}`}
            leftSection={can("count") ? <ScanLine size={16} aria-hidden /> : undefined}
            variant={can("count") ? "filled" : "default"}
          >
            {t(can("count") ? "counts.join" : "counts.look")}
          </Button>
        </section>
      ))}
    </div>
  );
}

/** Who, where and how long ago. */
export function Actor({ by }: { readonly by: CountActor }) {
  return (
    <>
      {by.name} · {by.station} · <RelativeTime time={by.time} />
    </>
  );
}

function useColumns(): readonly ColumnDef<CountRow>[] {
  const { t } = useTranslation();
  return useMemo<readonly ColumnDef<CountRow>[]>(
    () => [
      {
        id: "state",
        header: t("counts.column.state"),
        cell: ({ row }) => <StateChip kind="count" state={row.original.state} />,
        meta: { track: "146px" },
      },
      {
        id: "type",
        header: t("counts.column.type"),
        cell: ({ row: { original: c } }) => (
          <span className={classes.two}>
            <b>{t(`counts.type.${c.type}`)}</b>
            <small>
              {[c.blind ? t("counts.blind") : "", c.models.join(", ") || t("counts.all")]
                .filter(Boolean)
                .join(" · ")}
            </small>
          </span>
        ),
        meta: { track: "minmax(172px, 0.8fr)" },
      },
      {
        id: "opened",
        header: t("counts.column.opened"),
        cell: ({ row: { original: c } }) => (
          <span className={classes.two}>
            <RelativeTime time={c.opened.time} />
            <small>
              {c.opened.name} · {c.opened.station}
            </small>
          </span>
        ),
        meta: { track: "minmax(190px, 1.1fr)" },
      },
      {
        id: "result",
        header: t("counts.column.result"),
        cell: ({ row: { original: c } }) => (
          <span
            title={c.result ? resultWords(t, c.result) : undefined}
            data-wrong={(c.result?.missing ?? 0) > 0 || undefined}
            className={classes.result}
          >
            {c.result
              ? resultWords(t, c.result)
              : c.state === "Cancelled"
                ? "—"
                : t("counts.scannedSoFar", { count: c.scanned })}
          </span>
        ),
        meta: { track: "minmax(200px, 1.9fr)" },
      },
      {
        id: "signed",
        header: t("counts.column.signed"),
        cell: ({ row: { original: c } }) => (
          <span className={classes.two}>
            <span>{c.closed.name || "—"}</span>
            {c.closed.name ? <small>{c.second.name || t("counts.waitsSecond")}</small> : null}
          </span>
        ),
        meta: { track: "minmax(170px, 1fr)", from: 940 },
      },
    ],
    [t],
  );
}
