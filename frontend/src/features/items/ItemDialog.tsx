import { Select, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ItemForm, ItemRow, Model } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { stateSpec } from "../../domain/states";
import { useApi } from "../../state/doors";
import { useScans } from "../../state/scan";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import { PhotoField } from "../../ui/PhotoField";
import { usePhoto } from "../../ui/usePhoto";
import { Shown } from "../../ui/Waiting";
import { conditions, registeredStatuses } from "./words";

const blank: ItemForm = {
  id: "",
  modelId: "",
  serial: "",
  number: "",
  code: "",
  description: "",
  photo: "",
  condition: "Good",
  status: "Available",
};

/** Registers an item ("new") or edits one; null is closed. */
export function ItemDialog({
  item,
  onClose,
  onSaved,
}: {
  readonly item: ItemRow | "new" | null;
  readonly onClose: () => void;
  readonly onSaved?: (id: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const models = useQuery({
    queryKey: ["settings", "models"],
    queryFn: api.inventory.models,
    enabled: item !== null,
  });
  return (
    <Dialog
      size="lg"
      opened={item !== null}
      onClose={onClose}
      title={
        item === null || item === "new"
          ? t("items.form.register")
          : t("items.form.edit", { item: itemName(item) })
      }
    >
      {item === null ? null : (
        <Shown query={models}>
          {(list) => (
            <Fields
              models={list}
              item={item === "new" ? null : item}
              onClose={onClose}
              onSaved={(id) => {
                onClose();
                onSaved?.(id);
              }}
            />
          )}
        </Shown>
      )}
    </Dialog>
  );
}

function Fields({
  models,
  item,
  onClose,
  onSaved,
}: {
  readonly models: readonly Model[];
  readonly item: ItemRow | null;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState<ItemForm>(() =>
    item
      ? {
          id: item.id,
          modelId: item.modelId,
          serial: item.serial,
          number: item.number,
          code: item.code,
          description: item.description,
          photo: item.photo,
          condition: item.condition,
          status: item.status,
        }
      : blank,
  );
  const photo = usePhoto(form.photo);
  const edit = (change: Partial<ItemForm>) => setForm((before) => ({ ...before, ...change }));
  // A reader's scan fills in the code; it does not leave the form for the counter.
  useScans((code) => edit({ code }));
  const save = useMutation({
    mutationFn: () => api.inventory.save({ ...form, photo: photo.id }),
    onSuccess: (saved) => {
      notifications.show({
        message: t(item ? "items.form.saved" : "items.form.registered", { item: itemName(saved) }),
      });
      onSaved(saved.id);
    },
  });
  const usable = models.filter((m) => !m.withdrawn || m.id === form.modelId);
  if (usable.length === 0) return <Text size="sm">{t("items.form.noModels")}</Text>;
  return (
    <DialogForm
      submit={t(item ? "common.save" : "items.form.submit")}
      disabled={photo.busy || form.modelId === "" || form.serial.trim() === ""}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <Select
        label={t("items.form.model")}
        placeholder={t("items.form.modelPick")}
        required
        data-autofocus
        searchable
        openOnFocus={false}
        allowDeselect={false}
        data={usable.map((m) => ({ value: m.id, label: m.name }))}
        value={form.modelId || null}
        onChange={(modelId) => modelId && edit({ modelId })}
      />
      <SimpleGrid cols={2}>
        <TextInput
          label={t("items.form.serial")}
          description={t("items.form.serialHint")}
          required
          maxLength={40}
          value={form.serial}
          onChange={(e) => edit({ serial: e.currentTarget.value })}
        />
        <TextInput
          label={t("items.form.number")}
          description={" "}
          maxLength={16}
          value={form.number}
          onChange={(e) => edit({ number: e.currentTarget.value })}
        />
      </SimpleGrid>
      <TextInput
        label={t("items.form.code")}
        description={t(item ? "items.form.codeEditHint" : "items.form.codeHint")}
        maxLength={64}
        value={form.code}
        onChange={(e) => edit({ code: e.currentTarget.value })}
      />
      {item ? null : (
        <SimpleGrid cols={2}>
          <Select
            label={t("items.form.condition")}
            allowDeselect={false}
            data={conditions.map((value) => ({ value, label: t(`condition.${value}`) }))}
            value={form.condition}
            onChange={(condition) => condition && edit({ condition })}
          />
          <Select
            label={t("items.form.status")}
            allowDeselect={false}
            data={registeredStatuses.map((value) => ({ value, label: t(stateSpec("item", value).word) }))}
            value={form.status}
            onChange={(status) => status && edit({ status })}
          />
        </SimpleGrid>
      )}
      <Textarea
        label={t("items.form.description")}
        autosize
        minRows={2}
        maxLength={200}
        value={form.description}
        onChange={(e) => edit({ description: e.currentTarget.value })}
      />
      <PhotoField photo={photo} of={item ? itemName(item) : form.serial} />
    </DialogForm>
  );
}
