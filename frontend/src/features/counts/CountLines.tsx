import { Button } from "@mantine/core";
import type { ColumnDef } from "@tanstack/react-table";
import type { TFunction } from "i18next";
import { ClipboardCheck, Flag } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { CountFigures, CountLine } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { stateSpec } from "../../domain/states";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { type About, RaiseDialog } from "../../ui/discrepancies/RaiseDialog";
import { EmptyState } from "../../ui/EmptyState";
import { Mono } from "../../ui/Mono";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { VirtualTable } from "../../ui/VirtualTable";
import classes from "./Counts.module.css";
import { type Tab, tabsOf } from "./words";

function Remark({ text }: { readonly text: string }) {
  return <span title={text}>{text}</span>;
}

/** The lists of a count, one at a time. */
export function CountLines({
  id,
  figures,
  hidden,
  about,
  tab,
  onTab,
}: {
  readonly id: string;
  readonly figures: CountFigures;
  readonly hidden: boolean;
  /** Which count it is, in words, for what is raised from it. */
  readonly about: string;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const [raising, setRaising] = useState<About | null>(null);
  const columns = useColumns(tab, about, setRaising);
  const tabs = tabsOf(hidden, figures.late);
  return (
    <div className={classes.lists}>
      <div className={classes.tabs} role="group" aria-label={t("counts.lists")}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            className={classes.tab}
            aria-pressed={one === tab}
            onClick={() => onTab(one)}
          >
            {t(stateSpec("verdict", one).word)} <span>{figures[one].toLocaleString()}</span>
          </button>
        ))}
      </div>
      <VirtualTable
        key={tab}
        label={t(stateSpec("verdict", tab).word)}
        columns={columns}
        source={{
          queryKey: ["counts", id, "lines", tab],
          topics: ["items", "transactions"],
          fetch: (window) =>
            api.counts.lines(id, tab, { text: "", filter: {}, sort: "", after: "", ...window }),
        }}
        rowId={(line) => line.key}
        onOpen={(line) => line.item && void navigate(`/items/${line.item.id}`)}
        sort=""
        onSort={() => undefined}
        rowHeight={48}
        empty={
          <EmptyState
            icon={ClipboardCheck}
            tone={tab === "missing" || tab === "unexpected" ? "teal" : "gray"}
            title={t(`counts.emptyTab.${tab}`)}
          />
        }
      />
      <RaiseDialog about={raising} onClose={() => setRaising(null)} />
    </div>
  );
}

/** What is said of a line beside its name. */
export function remarks(t: TFunction, line: CountLine): readonly string[] {
  const { item } = line;
  const parts: string[] = [];
  if (line.why === "scope") parts.push(t("counts.why.scope"));
  if (line.why === "out")
    parts.push(t("counts.why.out", { holder: item?.holder?.name ?? t("counts.why.somebody") }));
  if (line.why === "status") {
    parts.push(t("counts.why.status", { status: t(stateSpec("item", line.was).word) }));
  }
  if (line.verdict === "out" && item?.holder) parts.push(`${item.holder.name} · ${item.holder.receiptNo}`);
  if (line.condition !== "") {
    parts.push(t("counts.why.condition", { condition: t(`condition.${line.condition}`) }));
  }
  return parts;
}

function useColumns(
  tab: Tab,
  about: string,
  onRaise: (about: About) => void,
): readonly ColumnDef<CountLine>[] {
  const { t } = useTranslation();
  const can = useCan();
  const raises = can("discrepancy.raise") && (tab === "missing" || tab === "unexpected");
  return useMemo<readonly ColumnDef<CountLine>[]>(() => {
    const scanned = !["missing", "out", "handled"].includes(tab);
    const columns: ColumnDef<CountLine>[] = [
      {
        id: "what",
        header: t(tab === "unknown" ? "counts.column.code" : "counts.column.item"),
        cell: ({ row: { original: l } }) =>
          l.item ? <b className={classes.strong}>{itemName(l.item)}</b> : <Mono>{l.code}</Mono>,
        meta: { track: "minmax(170px, 1.2fr)" },
      },
    ];
    if (tab !== "unknown") {
      columns.push({
        id: "serial",
        header: t("counts.column.serial"),
        cell: ({ row: { original: l } }) => (l.item ? <Mono>{l.item.serial}</Mono> : null),
        meta: { track: "96px", from: tab === "missing" || tab === "out" ? 0 : 620 },
      });
    }
    if (tab === "missing" || tab === "handled") {
      columns.push({
        id: "status",
        header: t("counts.column.recordSays"),
        cell: ({ row: { original: l } }) => (l.item ? <StateChip kind="item" state={l.item.status} /> : null),
        meta: { track: "minmax(130px, 0.8fr)" },
      });
    }
    if (tab === "unexpected" || tab === "out" || tab === "found" || tab === "late") {
      columns.push({
        id: "remark",
        header: t("counts.column.remark"),
        cell: ({ row: { original: l } }) => <Remark text={remarks(t, l).join(" · ")} />,
        meta: { track: "minmax(150px, 1.3fr)", from: tab === "found" || tab === "late" ? 720 : 0 },
      });
    }
    if (scanned) {
      columns.push({
        id: "scanned",
        header: t("counts.column.scanned"),
        cell: ({ row: { original: l } }) => (
          <span className={classes.two}>
            <RelativeTime time={l.scanned.time} />
            <small>
              {l.scanned.name} · {l.scanned.station}
            </small>
          </span>
        ),
        meta: { track: "minmax(140px, 1fr)", from: raises ? 800 : 0 },
      });
    }
    if (raises) {
      columns.push({
        id: "raise",
        header: t("nav.discrepancies"),
        cell: ({ row: { original: l } }) =>
          l.item ? (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("counts.raiseOf", { item: itemName(l.item) })}
              leftSection={<Flag size={14} aria-hidden />}
              onClick={(e) => {
                e.stopPropagation();
                onRaise({
                  itemId: l.item?.id ?? "",
                  kind: tab === "missing" ? "Missing" : "Other",
                  text: t(`counts.finding.${tab}`, { about }),
                });
              }}
            >
              {t("counts.raise")}
            </Button>
          ) : null,
        meta: { track: "112px" },
      });
    }
    return columns;
  }, [t, tab, about, onRaise, raises]);
}
