import { Input, NumberInput, SegmentedControl, Select, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ItemRow, WorkForm } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { maxRounds, wholeCount } from "../../domain/receipts";
import { useCommand } from "../../state/command";
import { useApi } from "../../state/doors";
import { useSession } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import { otherService } from "./service";

const works = ["cleaned", "inspected", "test-fired", "repaired"] as const;
const conditions = ["Good", "Fair", "Poor", "Damaged"] as const;

/** Logs what was done to an item; null is closed. */
export function WorkDialog({
  item,
  onClose,
}: {
  readonly item: ItemRow | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog
      size="lg"
      opened={item !== null}
      onClose={onClose}
      title={item ? t("maintenance.logOf", { item: itemName(item) }) : ""}
    >
      {item ? <Fields item={item} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Fields({ item, onClose }: { readonly item: ItemRow; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const { account } = useSession();
  const command = useCommand();
  const [form, setForm] = useState<WorkForm>({
    commandId: "",
    itemId: item.id,
    work: "cleaned",
    by: "",
    rounds: 0,
    text: "",
    status: "",
    condition: "",
  });
  const edit = (change: Partial<WorkForm>) => setForm((before) => ({ ...before, ...change }));
  const save = useMutation({
    mutationFn: async () => api.maintenance.log({ ...form, commandId: await command(form) }),
    onSuccess: () => {
      notifications.show({ message: t("maintenance.logged", { item: itemName(item) }) });
      onClose();
    },
  });
  const other = otherService(item);
  return (
    <DialogForm
      submit={t("maintenance.log")}
      disabled={form.work === "test-fired" && form.rounds === 0}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <Input.Wrapper label={t("maintenance.work")} labelElement="div">
        <SegmentedControl
          fullWidth
          data-autofocus
          aria-label={t("maintenance.work")}
          value={form.work}
          onChange={(work) => edit({ work })}
          data={works.map((value) => ({ value, label: t(`maintenance.last.${value}`) }))}
        />
      </Input.Wrapper>
      <SimpleGrid cols={2}>
        <NumberInput
          label={t("maintenance.fired")}
          required={form.work === "test-fired"}
          min={0}
          max={maxRounds}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator
          value={form.rounds}
          onChange={(v) => edit({ rounds: wholeCount(v, maxRounds) })}
        />
        <TextInput
          label={t("maintenance.who")}
          description={t("maintenance.whoHint", { name: account?.name ?? "" })}
          inputWrapperOrder={["label", "input", "description"]}
          maxLength={80}
          autoComplete="off"
          value={form.by}
          onChange={(e) => edit({ by: e.currentTarget.value })}
        />
      </SimpleGrid>
      <Textarea
        label={t("maintenance.text")}
        autosize
        minRows={2}
        maxLength={1000}
        value={form.text}
        onChange={(e) => edit({ text: e.currentTarget.value })}
      />
      {other ? (
        <SimpleGrid cols={2}>
          <Select
            label={t("maintenance.after")}
            allowDeselect={false}
            data={[
              { value: "", label: t("maintenance.asIs") },
              { value: other.status, label: t(other.label) },
            ]}
            value={form.status}
            onChange={(status) => edit({ status: status ?? "" })}
          />
          <Select
            label={t("maintenance.condition")}
            allowDeselect={false}
            data={[
              { value: "", label: `${t("maintenance.asIs")} (${t(`condition.${item.condition}`)})` },
              ...conditions
                .filter((value) => value !== item.condition)
                .map((value) => ({ value, label: t(`condition.${value}`) })),
            ]}
            value={form.condition}
            onChange={(condition) => edit({ condition: condition ?? "" })}
          />
        </SimpleGrid>
      ) : null}
    </DialogForm>
  );
}
