import { NumberInput, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockRow } from "../../backend/types.gen";
import { saysWhy } from "../../domain/reasons";
import { useCommand } from "../../state/command";
import { useApi } from "../../state/doors";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import classes from "./Stock.module.css";
import { figure } from "./StockTable";
import { signed, stockName, typedNumber } from "./words";

/** How a line is changed, in the service's words. */
export type How = "received" | "counted" | "adjusted";

const words = { received: "stock.receive", counted: "stock.count", adjusted: "stock.correct" } as const;

/** Receives, counts or corrects a line; null is closed. */
export function ChangeDialog({
  line,
  how,
  onClose,
}: {
  readonly line: StockRow;
  readonly how: How | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  // The title stays while the dialog fades out.
  const [last, setLast] = useState<How>("received");
  if (how && how !== last) setLast(how);
  return (
    <Dialog
      opened={how !== null}
      size="md"
      onClose={onClose}
      title={t(`${words[how ?? last]}.title`, { line: stockName(line) })}
    >
      {how ? <Form key={how} line={line} how={how} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({
  line,
  how,
  onClose,
}: {
  readonly line: StockRow;
  readonly how: How;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const command = useCommand();
  const [typed, setTyped] = useState<string | number>("");
  const [reason, setReason] = useState("");
  const quantity = typedNumber(typed);
  const word = words[how];
  const save = useMutation({
    mutationFn: async () => {
      const change = { id: line.id, how, quantity: quantity ?? 0, reason: reason.trim() };
      return api.stock.change({ ...change, commandId: await command(change) });
    },
    onSuccess: (saved) => {
      const shown = how === "received" ? (quantity ?? 0) : saved.onHand;
      notifications.show({ message: t(`${word}.done`, { line: stockName(saved), figure: figure(shown) }) });
      onClose();
    },
  });
  const wrong =
    quantity === null ||
    (how === "counted" ? quantity < 0 : quantity === 0) ||
    (how === "received" && quantity < 0) ||
    (how === "adjusted" && !saysWhy(reason));
  return (
    <DialogForm
      submit={t(`${word}.submit`)}
      disabled={wrong}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      {how === "received" ? null : <Text size="sm">{t(`${word}.text`)}</Text>}
      <NumberInput
        label={t(`${word}.quantity`)}
        description={how === "adjusted" ? t("stock.correct.quantityHint") : undefined}
        data-autofocus
        required
        size="lg"
        styles={{
          label: { fontSize: "var(--mantine-font-size-sm)" },
          description: { fontSize: "var(--mantine-font-size-xs)" },
        }}
        hideControls
        allowDecimal={false}
        allowNegative={how === "adjusted"}
        thousandSeparator=","
        maxLength={12}
        value={typed}
        onChange={setTyped}
        className="figures"
      />
      <Compare line={line} how={how} quantity={quantity} />
      {how === "received" ? (
        <TextInput
          label={t("stock.receive.from")}
          description={t("stock.receive.fromHint")}
          maxLength={400}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
      ) : (
        <Textarea
          label={t(how === "counted" ? "stock.count.note" : "stock.correct.reason")}
          required={how === "adjusted"}
          autosize
          minRows={2}
          maxLength={400}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
      )}
    </DialogForm>
  );
}

/** What the record says now, and what it will say. */
function Compare({
  line,
  how,
  quantity,
}: {
  readonly line: StockRow;
  readonly how: How;
  readonly quantity: number | null;
}) {
  const { t } = useTranslation();
  const known = line.state !== "unknown";
  const off = quantity === null || !known ? null : quantity - line.onHand;
  const after = quantity === null ? null : (known ? line.onHand : 0) + quantity;
  return (
    <dl className={`${classes.compare} figures`} aria-live="polite">
      <dt>{t("stock.count.record")}</dt>
      <dd>{known ? figure(line.onHand) : t("stock.count.unknown")}</dd>
      {how === "counted" ? (
        <>
          <dt>{t("stock.count.difference")}</dt>
          <dd data-off={off ? true : undefined}>
            {off === null ? "\u2013" : off === 0 ? t("stock.count.same") : signed(off)}
          </dd>
        </>
      ) : (
        <>
          <dt>{t("stock.after")}</dt>
          <dd>{after === null ? "\u2013" : figure(after)}</dd>
        </>
      )}
    </dl>
  );
}
