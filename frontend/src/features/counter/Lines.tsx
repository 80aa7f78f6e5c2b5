import { ActionIcon, NumberInput, Select, Text } from "@mantine/core";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { errorRow } from "../../backend/errors";
import type { StockRow } from "../../backend/types.gen";
import { maxMagazines, maxRounds, wholeCount } from "../../domain/receipts";
import { said } from "../../i18n/said";
import { Mono } from "../../ui/Mono";
import classes from "./Counter.module.css";
import type { Desk } from "./desk";
import { LineStock, StockWords } from "./LineStock";
import { missingWords } from "./missing";
import { conditions, type Line, type Receipt } from "./receipt";
import { type Short, shortOf } from "./stock";

/** The lines of the receipt, each with its magazines and rounds; of a return also how it came back. */
export function Lines({
  receipt,
  offers,
  desk,
  toField,
}: {
  readonly receipt: Receipt;
  /** Stock that fits one of the lines. */
  readonly offers: readonly StockRow[];
  readonly desk: Desk;
  /** After a choice: back to the scan field. */
  readonly toField: () => void;
}) {
  const { t } = useTranslation();
  const { lines, mode } = receipt;
  const short = shortOf(receipt);
  return (
    <table className={classes.lines}>
      <thead>
        <tr>
          <th scope="col">{t("counter.item")}</th>
          {mode === "return" ? <th scope="col">{t("counter.condition")}</th> : null}
          <th scope="col" className={classes.number}>
            {t("counter.magazines")}
          </th>
          <th scope="col" className={classes.number}>
            {t("counter.rounds")}
          </th>
          <td className={classes.remove} style={{ border: "none" }} />
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <LineRow
            key={line.item.id}
            line={line}
            receipt={receipt}
            short={short.find((s) => s.item.id === line.item.id)}
            offers={offers}
            desk={desk}
            toField={toField}
          />
        ))}
      </tbody>
    </table>
  );
}

function LineRow({
  line,
  receipt,
  short,
  offers,
  desk,
  toField,
}: {
  readonly line: Line;
  readonly receipt: Receipt;
  readonly short: Short | undefined;
  readonly offers: readonly StockRow[];
  readonly desk: Desk;
  readonly toField: () => void;
}) {
  const { t } = useTranslation();
  const { mode } = receipt;
  const { item } = line;
  const name = `${item.model} ${item.number}`;
  const { holder } = item;
  return (
    <>
      <tr>
        <td>
          <div className={classes.lineName}>{name}</div>
          <Text size="xs" c="dimmed" span>
            SN <Mono size="xs">{item.serial}</Mono>
          </Text>
          {mode === "return" && holder && holder.personId !== receipt.person?.id ? (
            <Text size="xs" c="dimmed">
              {t("counter.from", { holder: holder.name })}
            </Text>
          ) : null}
          {line.refusal ? (
            <Text
              size="xs"
              style={{
                color: `var(--tone-${errorRow(line.refusal.code).tone === "warning" ? "amber" : "red"}-fg)`,
              }}
            >
              {said(line.refusal.message)}
            </Text>
          ) : null}
          {line.warning ? (
            <Text size="xs" style={{ color: "var(--tone-amber-fg)" }}>
              {said(line.warning)}
            </Text>
          ) : null}
          {short ? (
            <Text size="xs" style={{ color: "var(--tone-amber-fg)" }}>
              {t("counter.short", { what: missingWords(short, t) })}
            </Text>
          ) : null}
        </td>
        {mode === "return" ? (
          <td>
            <Select
              size="xs"
              w={108}
              aria-label={t("counter.conditionOf", { item: name })}
              data={conditions.map((value) => ({ value, label: t(`condition.${value}`) }))}
              value={line.condition}
              allowDeselect={false}
              onChange={(value) => {
                if (value) desk.editLine(item.id, { condition: value });
                toField();
              }}
            />
          </td>
        ) : null}
        <td className={classes.number}>
          <Count
            label={t("counter.magazinesOf", { item: name })}
            most={maxMagazines}
            value={line.magazines}
            onChange={(magazines) => desk.editLine(item.id, { magazines })}
          />
        </td>
        <td className={classes.number}>
          <Count
            label={t("counter.roundsOf", { item: name })}
            most={maxRounds}
            value={line.rounds}
            onChange={(rounds) => desk.editLine(item.id, { rounds })}
          />
        </td>
        <td className={classes.remove}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={() => desk.removeLine(item.id)}
            aria-label={t("counter.removeLine", { item: name })}
          >
            <X size={16} />
          </ActionIcon>
        </td>
      </tr>
      <tr className={classes.under}>
        <td colSpan={mode === "return" ? 5 : 4}>
          {mode === "return" ? (
            <StockWords of={holder?.stock ?? []} say="counter.lot.out" />
          ) : (
            <LineStock line={line} lines={receipt.lines} offers={offers} desk={desk} />
          )}
        </td>
      </tr>
    </>
  );
}

function Count({
  label,
  most,
  value,
  onChange,
}: {
  readonly label: string;
  readonly most: number;
  readonly value: number;
  readonly onChange: (n: number) => void;
}) {
  return (
    <NumberInput
      size="xs"
      aria-label={label}
      value={value}
      min={0}
      max={most}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      onChange={(v) => onChange(wholeCount(v, most))}
      styles={{ input: { textAlign: "right", fontVariantNumeric: "tabular-nums" } }}
    />
  );
}
