import {
  type ColumnDef,
  flexRender,
  getCoreRowModel,
  type RowData,
  useReactTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "./ErrorState";
import classes from "./VirtualTable.module.css";
import { Waiting } from "./Waiting";
import { type RowSource, useWindowedRows } from "./windowedRows";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    /** Grid track: "120px", "minmax(160px, 1fr)". */
    readonly track?: string;
    readonly right?: boolean;
    /** The service's name of the sort column; without it the head is no button. */
    readonly sort?: string;
    /** Shown only when the table is at least this wide, in px. */
    readonly from?: number;
  }
}

export interface VirtualTableProps<Row> {
  /** Read out as the table's name. */
  readonly label: string;
  readonly columns: readonly ColumnDef<Row>[];
  readonly source: RowSource<Row>;
  readonly rowId: (row: Row) => string;
  readonly selectedId?: string;
  readonly onOpen: (row: Row) => void;
  /** "name", or "-name" for descending. */
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode;
  readonly rowHeight?: number;
}

/** A table of any length: rows come by windows, the head stays, arrows and Enter work, sorting is the service's. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, source, rowId, selectedId, onOpen, sort, onSort, empty, rowHeight = 44 } = props;
  const { t } = useTranslation();
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const [width, setWidth] = useState(Number.POSITIVE_INFINITY);
  const rows = useWindowedRows(source);
  const sourceKey = JSON.stringify(source.queryKey);

  // Another list starts at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the list
  useEffect(() => {
    setActive(-1);
    scroll.current?.scrollTo?.({ top: 0 });
  }, [sourceKey]);

  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth || Number.POSITIVE_INFINITY));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const visible = virtual.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible[visible.length - 1]?.index ?? 0;
  const { show } = rows;
  useEffect(() => show(first, last), [show, first, last]);

  const shown = props.columns.filter((c) => (c.meta?.from ?? 0) <= width);
  const loaded = visible.flatMap((v) => {
    const row = rows.rowAt(v.index);
    return row === undefined ? [] : [{ index: v.index, row }];
  });
  const table = useReactTable({
    data: loaded.map((l) => l.row),
    columns: shown as ColumnDef<Row>[],
    getCoreRowModel: getCoreRowModel(),
    getRowId: rowId,
    manualSorting: true,
    // The rows are another array at each render; a table that reset its own page then would render without end.
    autoResetAll: false,
  });
  const modelByIndex = new Map(loaded.map((l, i) => [l.index, table.getRowModel().rows[i]]));
  const template = shown.map((c) => c.meta?.track ?? "minmax(120px, 1fr)").join(" ");

  const onKeyDown = (event: KeyboardEvent) => {
    const step =
      event.key === "ArrowDown"
        ? 1
        : event.key === "ArrowUp"
          ? -1
          : event.key === "PageDown"
            ? 15
            : event.key === "PageUp"
              ? -15
              : 0;
    if (step !== 0 && rows.total > 0) {
      event.preventDefault();
      const next = Math.min(Math.max((active < 0 ? -1 : active) + step, 0), rows.total - 1);
      setActive(next);
      virtual.scrollToIndex(next, { align: "auto" });
    }
    if (event.key === "Enter" && event.target === event.currentTarget) {
      const row = rows.rowAt(active);
      if (row) onOpen(row);
    }
  };

  return (
    <div className={classes.frame}>
      <div
        ref={scroll}
        className={classes.scroll}
        data-empty={rows.total === 0 || undefined}
        role="grid"
        aria-label={label}
        aria-rowcount={rows.total + 1}
        aria-colcount={shown.length}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={classes.head} role="rowgroup">
          <div
            className={classes.headRow}
            role="row"
            aria-rowindex={1}
            style={{ gridTemplateColumns: template }}
          >
            {table.getFlatHeaders().map((header) => {
              const meta = header.column.columnDef.meta;
              const name = meta?.sort;
              const up = name !== undefined && sort === name;
              const down = name !== undefined && sort === `-${name}`;
              const words = flexRender(header.column.columnDef.header, header.getContext());
              return (
                <div
                  key={header.id}
                  role="columnheader"
                  className={classes.headCell}
                  data-right={meta?.right || undefined}
                  aria-sort={up ? "ascending" : down ? "descending" : undefined}
                >
                  {name ? (
                    <button
                      type="button"
                      className={classes.sort}
                      onClick={() => onSort(up ? `-${name}` : name)}
                    >
                      {words}
                      {up ? <ArrowUp size={13} aria-hidden /> : null}
                      {down ? <ArrowDown size={13} aria-hidden /> : null}
                    </button>
                  ) : (
                    words
                  )}
                </div>
              );
            })}
          </div>
        </div>
        {rows.total > 0 ? (
          <div className={classes.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
            {visible.map((v) => {
              const row = modelByIndex.get(v.index);
              const rowKey = row?.id;
              return (
                <div
                  key={v.key}
                  id={`${id}-${v.index}`}
                  role="row"
                  className={classes.row}
                  aria-rowindex={v.index + 2}
                  aria-selected={rowKey !== undefined && rowKey === selectedId}
                  data-active={v.index === active || undefined}
                  style={{
                    gridTemplateColumns: template,
                    height: rowHeight,
                    transform: `translateY(${v.start}px)`,
                  }}
                  onClick={() => {
                    if (!row) return;
                    setActive(v.index);
                    onOpen(row.original);
                  }}
                >
                  {row
                    ? row.getVisibleCells().map((cell) => (
                        <div
                          key={cell.id}
                          role="gridcell"
                          className={classes.cell}
                          data-right={cell.column.columnDef.meta?.right || undefined}
                        >
                          {flexRender(cell.column.columnDef.cell, cell.getContext())}
                        </div>
                      ))
                    : shown.map((c, i) => (
                        <div key={c.id ?? i} role="gridcell" className={classes.cell}>
                          <div className={classes.blank} />
                        </div>
                      ))}
                </div>
              );
            })}
          </div>
        ) : null}
      </div>
      {rows.total === 0 && rows.pending ? (
        <div style={{ padding: 16 }}>
          <Waiting lines={8} />
        </div>
      ) : null}
      {rows.total === 0 && !rows.pending && !rows.error ? empty : null}
      {rows.error && rows.total === 0 ? <ErrorState error={rows.error} retry={rows.retry} /> : null}
      <div className={classes.foot}>
        <span>{t("table.rows", { count: rows.total, figure: rows.total.toLocaleString() })}</span>
        <span>{t("table.keys")}</span>
      </div>
    </div>
  );
}
