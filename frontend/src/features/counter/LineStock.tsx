import { Menu, Text, UnstyledButton } from "@mantine/core";
import { Check, ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { StockQuantity, StockRow } from "../../backend/types.gen";
import { stockName } from "../stock/words";
import classes from "./Accessories.module.css";
import type { Desk } from "./desk";
import type { Line } from "./receipt";
import type { Counted } from "./stock";

/** From which lots the magazines and rounds of a line come, and another choice where there is one. */
export function LineStock({
  line,
  lines,
  offers,
  desk,
}: {
  readonly line: Line;
  readonly lines: readonly Line[];
  readonly offers: readonly StockRow[];
  readonly desk: Desk;
}) {
  const { t } = useTranslation();
  const { item } = line;
  const name = `${item.model} ${item.number}`;
  const from = line.stock.length > 0 ? t("counter.lot.from", { lots: wordsOf(line.stock) }) : "";
  // What is named goes with the first weapon it fits: with two of a calibre it could go with the wrong one.
  const alone = lines.filter((l) => l.item.calibre === item.calibre).length === 1;
  const of = (type: Counted) =>
    alone ? offers.filter((o) => o.type === type && o.calibre !== "" && o.calibre === item.calibre) : [];
  const groups = (["ammunition", "magazine"] as const)
    .map((type) => ({ type, choices: of(type) }))
    .filter((g) => g.choices.length > 1 || line.lots[g.type] !== "");
  if (groups.length === 0) {
    return <StockWords of={line.stock} say="counter.lot.from" />;
  }
  return (
    <Menu position="bottom-start" width={340}>
      <Menu.Target>
        <UnstyledButton
          className={classes.lots}
          aria-label={`${t("counter.lot.choose", { item: name })}: ${from}`}
        >
          <span className="figures">{from || t("counter.lot.pick")}</span>
          <ChevronDown size={13} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((group) => (
          <div key={group.type}>
            <Menu.Label>{t(`counter.lot.${group.type}`)}</Menu.Label>
            {[null, ...group.choices].map((choice) => {
              const id = choice?.id ?? "";
              const chosen = line.lots[group.type] === id;
              return (
                <Menu.Item
                  key={id}
                  aria-current={chosen || undefined}
                  leftSection={<Check size={14} aria-hidden opacity={chosen ? 1 : 0} />}
                  rightSection={
                    choice && choice.state !== "unknown" ? (
                      <Text size="xs" c="dimmed" className="figures">
                        {t("counter.lot.left", { figure: Math.max(choice.onHand, 0).toLocaleString() })}
                      </Text>
                    ) : null
                  }
                  onClick={() => desk.editLine(item.id, { lots: { ...line.lots, [group.type]: id } })}
                >
                  {choice ? stockName(choice) : t("counter.lot.oldest")}
                </Menu.Item>
              );
            })}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const wordsOf = (stock: readonly StockQuantity[]) =>
  stock.map((q) => `${q.quantity.toLocaleString()} × ${q.name}`).join(" · ");

/** Stock with its quantities, in small type; nothing when there is none. */
export function StockWords({ of, say }: { readonly of: readonly StockQuantity[]; readonly say: string }) {
  const { t } = useTranslation();
  return of.length === 0 ? null : (
    <Text size="xs" c="dimmed" className="figures">
      {t(say, { lots: wordsOf(of) })}
    </Text>
  );
}
