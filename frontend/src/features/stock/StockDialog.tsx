import { Autocomplete, NumberInput, SegmentedControl, Select, SimpleGrid, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StockForm, StockRow } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import { categories } from "../items/words";
import { stockName, stockTypes, typedNumber } from "./words";

/** The fields of a line as a form takes them. */
export function formOf({ name, type, calibre, category, lot, cap, low, withdrawn, id }: StockRow): StockForm {
  return { id, name, type, calibre, category, lot, cap, low, withdrawn, reason: "" };
}

const blank: StockForm = {
  id: "",
  name: "",
  type: "magazine",
  calibre: "",
  category: "",
  lot: "",
  cap: 0,
  low: 0,
  withdrawn: false,
  reason: "",
};

/** Adds a line ("new") or edits one; null is closed. */
export function StockDialog({
  line,
  onClose,
  onSaved,
}: {
  readonly line: StockRow | "new" | null;
  readonly onClose: () => void;
  readonly onSaved?: (id: string) => void;
}) {
  const { t } = useTranslation();
  const edited = line === "new" ? null : line;
  return (
    <Dialog
      size="lg"
      opened={line !== null}
      onClose={onClose}
      title={edited ? t("stock.form.edit", { line: stockName(edited) }) : t("stock.form.add")}
    >
      {line ? (
        <Form
          line={edited}
          onClose={onClose}
          onSaved={(id) => {
            onClose();
            onSaved?.(id);
          }}
        />
      ) : null}
    </Dialog>
  );
}

function Form({
  line,
  onClose,
  onSaved,
}: {
  readonly line: StockRow | null;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState<StockForm>(() => (line ? formOf(line) : blank));
  const edit = (change: Partial<StockForm>) => setForm((before) => ({ ...before, ...change }));
  const models = useQuery({ queryKey: ["settings", "models"], queryFn: api.inventory.models }).data ?? [];
  // What it is called elsewhere already: a calibre that is written otherwise fits nothing.
  const calibres = [...new Set(models.map((m) => m.calibre))].filter(Boolean).sort();
  const accessory = form.type === "accessory";
  const save = useMutation({
    mutationFn: () => api.stock.save(form),
    onSuccess: (saved) => {
      notifications.show({
        message: t(line ? "stock.form.saved" : "stock.form.added", { line: stockName(saved) }),
      });
      onSaved(saved.id);
    },
  });
  return (
    <DialogForm
      submit={t(line ? "common.save" : "stock.form.submit")}
      disabled={form.name.trim() === ""}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <SegmentedControl
        aria-label={t("stock.form.type")}
        fullWidth
        value={form.type}
        onChange={(type) => edit({ type })}
        data={stockTypes.map((value) => ({ value, label: t(`stock.type.${value}`) }))}
      />
      <SimpleGrid cols={2}>
        <TextInput
          label={t("stock.form.name")}
          description={t("stock.form.nameHint")}
          required
          data-autofocus
          maxLength={60}
          value={form.name}
          onChange={(e) => edit({ name: e.currentTarget.value })}
        />
        <TextInput
          label={t("stock.form.lot")}
          description={t("stock.form.lotHint")}
          maxLength={40}
          value={form.lot}
          onChange={(e) => edit({ lot: e.currentTarget.value })}
        />
        <Autocomplete
          label={t("stock.form.calibre")}
          description={t(accessory ? "stock.form.calibreAny" : "stock.form.calibreHint")}
          maxLength={20}
          data={calibres}
          value={form.calibre}
          onChange={(calibre) => edit({ calibre })}
        />
        <Select
          label={t("stock.form.category")}
          description={t("stock.form.categoryHint")}
          data={[
            { value: "any", label: t("stock.form.anyWeapon") },
            ...categories.map((value) => ({ value, label: t(`category.${value}`) })),
          ]}
          allowDeselect={false}
          value={form.category || "any"}
          onChange={(category) => edit({ category: category === "any" ? "" : (category ?? "") })}
        />
        <NumberInput
          label={t("stock.form.low")}
          description={t("stock.form.lowHint")}
          min={0}
          max={99_999_999}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          value={form.low || ""}
          onChange={(v) => edit({ low: typedNumber(v) ?? 0 })}
        />
        {accessory || form.cap > 0 ? (
          <NumberInput
            label={t("stock.form.cap")}
            description={t("stock.form.capHint")}
            min={0}
            max={9_999}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            value={form.cap || ""}
            onChange={(v) => edit({ cap: typedNumber(v) ?? 0 })}
          />
        ) : null}
      </SimpleGrid>
    </DialogForm>
  );
}
