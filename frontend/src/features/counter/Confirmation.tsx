import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ActionButton } from "../../actions/ActionButton";
import type { Transaction } from "../../backend/types.gen";
import { receiptOf } from "../../domain/printing";
import { aboutOf, durability } from "../../domain/receipts";
import { useApi } from "../../state/doors";
import { RaiseButton } from "../../ui/discrepancies/RaiseButton";
import { PrintButton } from "../../ui/PrintButton";
import { StateChip } from "../../ui/StateChip";
import classes from "./Counter.module.css";

/** How long a finished receipt is shown. */
export const shownMs = 3000;
/** And one that says something came back damaged, which somebody may want to say more about. */
export const damagedMs = 10_000;

/** Full width for three seconds: the receipt's number and where it is safe. The field has the focus meanwhile. */
export function Confirmation({
  done,
  undoable,
  onEnd,
}: {
  readonly done: Transaction;
  /** It was issued by mistake? It can still be taken back whole. */
  readonly undoable: boolean;
  readonly onEnd: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  // Where it is safe changes while it is shown: other stations get it within a moment.
  const { data: now } = useQuery({
    queryKey: ["transactions", "record", done.id],
    queryFn: () => api.transactions.get(done.id),
    initialData: done,
  });
  // Something opened from here keeps it open.
  const [busy, setBusy] = useState(false);
  const damaged = done.lines.some((l) => l.condition === "Damaged");
  useEffect(() => {
    if (busy) return;
    const timer = setTimeout(onEnd, done.action === "Return" && damaged ? damagedMs : shownMs);
    return () => clearTimeout(timer);
  }, [onEnd, busy, damaged, done.action]);
  const key = done.action === "Take" ? "counter.doneTake" : "counter.doneReturn";
  return (
    <div className={classes.done} role="status">
      <CircleCheck size={34} aria-hidden style={{ flex: "none" }} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <div className={classes.doneTitle}>{t("counter.doneReceipt", { no: done.receiptNo })}</div>
        <div className={classes.grow}>{t(key, { count: done.lines.length, person: done.person })}</div>
      </div>
      <StateChip kind="transaction" state={durability(now)} count={now.onStations} size="lg" />
      {done.action === "Return" ? (
        <RaiseButton tabIndex={-1} about={aboutOf(done)} onOpened={setBusy}>
          {t("discrepancies.waiting")}
        </RaiseButton>
      ) : null}
      {undoable ? <ActionButton id="counter.undo" tabIndex={-1} /> : null}
      <PrintButton
        tabIndex={-1}
        onOpened={setBusy}
        choices={[{ label: t("print.receipt"), printing: receiptOf(done.id) }]}
      />
      <Button component={Link} to={`/transactions/${done.id}`} variant="default" tabIndex={-1}>
        {t("counter.openReceipt")}
      </Button>
    </div>
  );
}
