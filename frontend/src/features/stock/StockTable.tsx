import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockRow } from "../../backend/types.gen";
import { Mono } from "../../ui/Mono";
import { StateChip } from "../../ui/StateChip";
import type { StockGroup } from "./groups";
import classes from "./Stock.module.css";
import { stockName, stockState } from "./words";

/** The stock lines under their types. Arrows go from line to line, Enter opens. */
export function StockTable({
  groups,
  openId,
  onOpen,
  empty,
}: {
  readonly groups: readonly StockGroup[];
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [active, setActive] = useState("");
  const lines = groups.flatMap((g) => g.lines);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const at = lines.findIndex((l) => l.id === active);
    if (step !== 0 && lines.length > 0) {
      event.preventDefault();
      const next = lines[Math.min(Math.max(at + step, 0), lines.length - 1)];
      if (next) {
        setActive(next.id);
        document.getElementById(`${id}-${next.id}`)?.scrollIntoView?.({ block: "nearest" });
      }
    }
    if (event.key === "Enter" && at >= 0) onOpen(active);
  };
  if (lines.length === 0) return <div className={classes.frame}>{empty}</div>;
  return (
    <div className={classes.frame}>
      <div className={classes.scroll}>
        <table
          className={classes.table}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrows go from row to row, Enter opens
          role="grid"
          aria-label={t("stock.table")}
          aria-activedescendant={active ? `${id}-${active}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <th scope="col">{t("stock.column.name")}</th>
              <th scope="col" className={classes.lot}>
                {t("stock.column.lot")}
              </th>
              <th scope="col" className={classes.wide}>
                {t("stock.column.calibre")}
              </th>
              <th scope="col" className={classes.right}>
                {t("stock.column.onHand")}
              </th>
              <th scope="col">{t("stock.column.state")}</th>
              <th scope="col" className={`${classes.right} ${classes.wide}`}>
                {t("stock.column.low")}
              </th>
              <th scope="col" className={`${classes.right} ${classes.wider}`}>
                {t("stock.column.cap")}
              </th>
            </tr>
          </thead>
          {groups.map((group) => (
            <tbody key={group.type}>
              <tr className={classes.group}>
                <th scope="rowgroup" colSpan={7}>
                  {t(`stock.types.${group.type}`, { defaultValue: group.type })}
                  <span className="figures">{t("stock.lines", { count: group.lines.length })}</span>
                </th>
              </tr>
              {group.lines.map((line) => (
                <Row
                  key={line.id}
                  id={`${id}-${line.id}`}
                  line={line}
                  selected={line.id === openId}
                  active={line.id === active}
                  onOpen={() => {
                    setActive(line.id);
                    onOpen(line.id);
                  }}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </div>
  );
}

function Row({
  id,
  line,
  selected,
  active,
  onOpen,
}: {
  readonly id: string;
  readonly line: StockRow;
  readonly selected: boolean;
  readonly active: boolean;
  readonly onOpen: () => void;
}) {
  return (
    <tr
      id={id}
      className={classes.row}
      aria-selected={selected}
      data-active={active || undefined}
      data-state={stockState(line)}
      onClick={onOpen}
    >
      <td>
        <b className={classes.strong} title={stockName(line)}>
          {line.name}
        </b>
      </td>
      <td className={classes.lot}>{line.lot ? <Mono>{line.lot}</Mono> : null}</td>
      <td className={`${classes.wide} ${classes.dim}`}>{line.calibre}</td>
      <td className={`${classes.right} ${classes.onHand} figures`}>
        {line.state === "unknown" ? "\u2013" : figure(line.onHand)}
      </td>
      <td>
        <StateChip kind="stock" state={stockState(line)} />
      </td>
      <td className={`${classes.right} ${classes.wide} ${classes.dim} figures`}>
        {line.low > 0 ? line.low.toLocaleString() : null}
      </td>
      <td className={`${classes.right} ${classes.wider} ${classes.dim} figures`}>
        {line.cap > 0 ? line.cap.toLocaleString() : null}
      </td>
    </tr>
  );
}

/** A quantity with a true minus. */
export function figure(n: number): string {
  return n < 0 ? `\u2212${Math.abs(n).toLocaleString()}` : n.toLocaleString();
}
