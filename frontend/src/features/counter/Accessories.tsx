import { UnstyledButton } from "@mantine/core";
import { Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { StockRow } from "../../backend/types.gen";
import { stockName } from "../stock/words";
import classes from "./Accessories.module.css";
import type { Desk } from "./desk";
import type { Receipt } from "./receipt";
import { capOf, isAccessory, lent } from "./stock";

/** The accessories that fit what is on the receipt; a press puts one on it. */
export function Accessories({
  receipt,
  offers,
  desk,
}: {
  readonly receipt: Receipt;
  readonly offers: readonly StockRow[];
  readonly desk: Desk;
}) {
  const { t } = useTranslation();
  const accessories = offers.filter((o) => isAccessory(o.type));
  if (accessories.length === 0) return null;
  return (
    <Row title={t("counter.accessories.title")}>
      {accessories.map((o) => {
        const n = receipt.accessories.find((a) => a.stockId === o.id)?.quantity ?? 0;
        return (
          <Stepper
            key={o.id}
            name={stockName(o)}
            count={n}
            most={capOf(o)}
            note={
              o.state === "unknown"
                ? ""
                : t("counter.accessories.left", { figure: Math.max(o.onHand, 0).toLocaleString() })
            }
            on={n > 0}
            onCount={(next) => desk.setAccessory(o.id, next)}
          />
        );
      })}
    </Row>
  );
}

/** The accessories that went out with what is returned, each with how many came back: all, until somebody says less. */
export function ReturnedAccessories({ receipt, desk }: { readonly receipt: Receipt; readonly desk: Desk }) {
  const { t } = useTranslation();
  const all = lent(receipt);
  if (all.length === 0) return null;
  return (
    <Row title={t("counter.accessories.returned")}>
      {all.map((l) => (
        <Stepper
          key={l.stockId}
          name={l.name}
          count={l.back}
          most={l.out}
          figure={t("counter.accessories.of", { count: l.back, of: l.out })}
          note=""
          on={l.back === l.out}
          short={l.back < l.out}
          onCount={(next) => desk.setAccessory(l.stockId, l.out - next)}
        />
      ))}
    </Row>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={classes.accessories} aria-label={title}>
      <h3>{title}</h3>
      <div className={classes.chips}>{children}</div>
    </section>
  );
}

/** A thing with how many of it: less, more, and never over what may be. */
function Stepper({
  name,
  count,
  most,
  figure,
  note,
  on,
  short = false,
  onCount,
}: {
  readonly name: string;
  readonly count: number;
  readonly most: number;
  /** The count in words; empty: the bare number. */
  readonly figure?: string;
  readonly note: string;
  readonly on: boolean;
  readonly short?: boolean;
  readonly onCount: (n: number) => void;
}) {
  const { t } = useTranslation();
  const none = count === 0 && figure === undefined;
  return (
    <div
      role="group"
      aria-label={name}
      className={classes.chip}
      data-on={on || undefined}
      data-short={short || undefined}
    >
      {none ? null : (
        <UnstyledButton
          className={classes.step}
          aria-label={t("counter.accessories.less", { name })}
          disabled={count === 0}
          onClick={() => onCount(count - 1)}
        >
          <Minus size={14} aria-hidden />
        </UnstyledButton>
      )}
      {none ? (
        <UnstyledButton
          className={classes.add}
          aria-label={t("counter.accessories.add", { name: note ? `${name} ${note}` : name })}
          disabled={most === 0}
          onClick={() => onCount(1)}
        >
          <Plus size={14} aria-hidden />
          <span>{name}</span> {note ? <small className="figures">{note}</small> : null}
        </UnstyledButton>
      ) : (
        <>
          <span className={classes.name} aria-live="polite">
            <b className="figures">{figure ?? count}</b> {name}
          </span>
          <UnstyledButton
            className={classes.step}
            aria-label={t("counter.accessories.more", { name })}
            disabled={count >= most}
            onClick={() => onCount(count + 1)}
          >
            <Plus size={14} aria-hidden />
          </UnstyledButton>
        </>
      )}
    </div>
  );
}
