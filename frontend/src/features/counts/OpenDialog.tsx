import { MultiSelect, SegmentedControl, Switch, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../state/doors";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import { countTypes } from "./words";

/** Opens a count. `type`: the one that is proposed. */
export function OpenDialog({
  opened,
  type,
  onClose,
  onOpened,
}: {
  readonly opened: boolean;
  readonly type: string;
  readonly onClose: () => void;
  readonly onOpened: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog size="lg" opened={opened} title={t("counts.open")} onClose={onClose}>
      <OpenForm type={type} onClose={onClose} onOpened={onOpened} />
    </Dialog>
  );
}

function OpenForm({
  type,
  onClose,
  onOpened,
}: {
  readonly type: string;
  readonly onClose: () => void;
  readonly onOpened: (id: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const models = useQuery({ queryKey: ["settings", "models"], queryFn: api.inventory.models }).data ?? [];
  const [form, setForm] = useState({ type, blind: false, models: [] as string[], notes: "" });
  const open = useMutation({
    mutationFn: () => api.counts.open(form),
    onSuccess: ({ count }) => onOpened(count.id),
  });
  return (
    <DialogForm
      submit={t("counts.open")}
      disabled={false}
      pending={open.isPending}
      error={open.error}
      onSubmit={() => open.mutate()}
      onCancel={onClose}
    >
      <div>
        <Text size="sm" fw={500} mb={4} id="count-type">
          {t("counts.column.type")}
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="count-type"
          value={form.type}
          onChange={(value) => setForm({ ...form, type: value })}
          data={countTypes.map((value) => ({ value, label: t(`counts.short.${value}`) }))}
        />
        <Text size="sm" c="dimmed" mt={6}>
          {t(`counts.typeHint.${form.type}`)}
        </Text>
      </div>
      <MultiSelect
        label={t("counts.models")}
        description={t("counts.modelsHint")}
        placeholder={form.models.length === 0 ? t("counts.all") : undefined}
        data={models.filter((m) => !m.withdrawn).map((m) => ({ value: m.id, label: m.name }))}
        value={form.models}
        onChange={(value) => setForm({ ...form, models: value })}
        clearable
      />
      <Switch
        label={t("counts.blindLabel")}
        description={t("counts.blindHint")}
        checked={form.blind}
        onChange={(e) => setForm({ ...form, blind: e.currentTarget.checked })}
      />
      <Textarea
        label={t("counts.notes")}
        autosize
        minRows={2}
        maxLength={400}
        value={form.notes}
        onChange={(e) => setForm({ ...form, notes: e.currentTarget.value })}
      />
    </DialogForm>
  );
}
