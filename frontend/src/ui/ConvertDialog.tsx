import { Checkbox, SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Transaction } from "../backend/types.gen";
import { itemName } from "../domain/names";
import { useApi } from "../state/doors";
import classes from "./ConvertDialog.module.css";
import { Dialog } from "./Dialog";
import { DialogForm } from "./DialogForm";
import { Shown } from "./Waiting";

/** Puts what is still out on a temporary receipt on another one: a PAR, or one that is due later. */
export function ConvertDialog({
  receipt,
  onClose,
  onDone,
}: {
  /** Id of the receipt; null: the dialog is shut. */
  readonly receipt: string | null;
  readonly onClose: () => void;
  readonly onDone?: (made: Transaction) => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog size="lg" opened={receipt !== null} onClose={onClose} title={t("convert.title")}>
      {receipt === null ? null : (
        <Loaded
          id={receipt}
          onClose={onClose}
          onDone={(made) => {
            onClose();
            onDone?.(made);
          }}
        />
      )}
    </Dialog>
  );
}

interface Inside {
  readonly onClose: () => void;
  readonly onDone: (made: Transaction) => void;
}

function Loaded({ id, ...inside }: Inside & { readonly id: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ["transactions", "record", id],
    queryFn: () => api.transactions.get(id),
    meta: { topics: ["items", "people"] },
  });
  return (
    <Shown query={query} lines={6}>
      {(tx) => <Fields key={tx.id} tx={tx} {...inside} />}
    </Shown>
  );
}

/** The next due time that is offered, as the picker writes it: a day after the old one, or after now. */
function later(due: string): string {
  const from = new Date(Math.max(Date.parse(due) || 0, Date.now()) + 24 * 3_600_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${from.getFullYear()}-${two(from.getMonth() + 1)}-${two(from.getDate())}`;
  return `${day} ${two(from.getHours())}:${two(from.getMinutes())}:00`;
}

function Fields({ tx, onClose, onDone }: Inside & { readonly tx: Transaction }) {
  const { t } = useTranslation();
  const api = useApi();
  const out = tx.lines.filter((l) => l.out);
  const [chosen, setChosen] = useState<readonly string[]>(() => out.map((l) => l.itemId));
  const [type, setType] = useState<"PAR" | "TR">("PAR");
  const [due, setDue] = useState<string | null>(() => later(tx.due));
  const [notes, setNotes] = useState("");
  const items = out.filter((l) => chosen.includes(l.itemId)).map((l) => l.itemId);
  const save = useMutation({
    mutationFn: async () =>
      api.counter.convert({
        commandId: await api.counter.newCommand(),
        transactionId: tx.id,
        itemIds: items,
        receiptType: type,
        due: type === "TR" && due ? new Date(due).toISOString() : "",
        notes,
        signature: "",
        override: null,
      }),
    onSuccess: (made) => {
      notifications.show({ message: t("convert.done", { no: made.receiptNo, person: made.person }) });
      onDone(made);
    },
  });
  return (
    <DialogForm
      submit={t(type === "PAR" ? "convert.toPar" : "convert.extend")}
      disabled={items.length === 0 || (type === "TR" && !due)}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <Text size="sm">{t("convert.text", { person: tx.person, no: tx.receiptNo })}</Text>
      <SegmentedControl
        fullWidth
        data-autofocus
        aria-label={t("convert.kind")}
        value={type}
        onChange={(v) => setType(v === "TR" ? "TR" : "PAR")}
        data={[
          { value: "PAR", label: t("convert.par") },
          { value: "TR", label: t("convert.tr") },
        ]}
      />
      {type === "TR" ? (
        <DateTimePicker
          label={t("convert.due")}
          required
          valueFormat="YYYY-MM-DD HH:mm"
          minDate={new Date()}
          value={due}
          onChange={setDue}
        />
      ) : (
        <Text size="xs" c="dimmed">
          {t("convert.parHint")}
        </Text>
      )}
      <Checkbox.Group label={t("convert.items")} value={[...items]} onChange={(ids) => setChosen(ids)}>
        <Stack gap="xs" mt={6} className={classes.items}>
          {out.map((l) => (
            <Checkbox key={l.itemId} value={l.itemId} label={`${itemName(l)} · SN ${l.serial}`} />
          ))}
          {out.length === 0 ? <Text size="sm">{t("convert.nothing")}</Text> : null}
        </Stack>
      </Checkbox.Group>
      <Textarea
        label={t("convert.notes")}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={400}
        value={notes}
        onChange={(e) => setNotes(e.currentTarget.value)}
      />
    </DialogForm>
  );
}
