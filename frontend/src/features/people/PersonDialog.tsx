import { Input, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonForm, PersonRow } from "../../backend/types.gen";
import { qualifications } from "../../domain/qualification";
import { useApi } from "../../state/doors";
import { useScans } from "../../state/scan";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import { useItemLookup } from "../../ui/listing/lookups";
import { RecordField } from "../../ui/listing/RecordField";
import { PhotoField } from "../../ui/PhotoField";
import { usePhoto } from "../../ui/usePhoto";
import { Waiting } from "../../ui/Waiting";
import { useReferenceLists } from "./useReferenceLists";

/** Registers a person ("new") or edits one; null is closed. */
export function PersonDialog({
  person,
  onClose,
  onSaved,
}: {
  readonly person: PersonRow | "new" | null;
  readonly onClose: () => void;
  readonly onSaved?: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog
      size="lg"
      opened={person !== null}
      onClose={onClose}
      title={
        person === null || person === "new"
          ? t("people.form.register")
          : t("people.form.edit", { person: person.name })
      }
    >
      {person === null ? null : (
        <Fields
          person={person === "new" ? null : person}
          onClose={onClose}
          onSaved={(id) => {
            onClose();
            onSaved?.(id);
          }}
        />
      )}
    </Dialog>
  );
}

const blank: PersonForm = {
  id: "",
  serial: "",
  rank: "",
  lastName: "",
  firstName: "",
  middle: "",
  group: "",
  phone: "",
  code: "",
  photo: "",
  qualRifle: "",
  qualPistol: "",
  qualOther: "",
  assigned: "",
};

function formOf(p: PersonRow): PersonForm {
  const { id, serial, rank, lastName, firstName, middle, group, phone, code, photo, assigned } = p;
  const { qualRifle, qualPistol, qualOther } = p;
  return {
    id,
    serial,
    rank,
    lastName,
    firstName,
    middle,
    group,
    phone,
    code,
    photo,
    qualRifle,
    qualPistol,
    qualOther,
    assigned,
  };
}

/** The words of a list, and the one that is set already although it was taken out of the list since. */
function withSet(words: readonly string[], set: string): string[] {
  return set === "" || words.includes(set) ? [...words] : [...words, set];
}

function Fields({
  person,
  onClose,
  onSaved,
}: {
  readonly person: PersonRow | null;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const known = useReferenceLists();
  const [form, setForm] = useState<PersonForm>(() => (person ? formOf(person) : blank));
  const photo = usePhoto(form.photo);
  const assigned = useItemLookup("assigned", t("people.form.assigned"), form.assigned);
  const edit = (change: Partial<PersonForm>) => setForm((before) => ({ ...before, ...change }));
  // A reader's scan is the badge or, of an item's tag, the assigned weapon; it does not leave the form for the counter.
  useScans((code) => {
    api.counter
      .scan(code)
      .then((scan) => edit(scan.kind === "item" && scan.item ? { assigned: scan.item.id } : { code }))
      .catch(() => edit({ code }));
  });
  const save = useMutation({
    mutationFn: () => api.people.save({ ...form, photo: photo.id }),
    onSuccess: (saved) => {
      notifications.show({
        message: t(person ? "people.form.saved" : "people.form.registered", { person: saved.name }),
      });
      onSaved(saved.id);
    },
  });
  if (!known) return <Waiting />;
  const ranks = withSet(known.officers, known.enlisted.includes(form.rank) ? "" : form.rank);
  return (
    <DialogForm
      submit={t(person ? "common.save" : "people.form.submit")}
      disabled={
        photo.busy || [form.rank, form.serial, form.lastName, form.firstName].some((x) => x.trim() === "")
      }
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <SimpleGrid cols={2}>
        <Select
          label={t("people.form.rank")}
          placeholder={t("people.form.rankPick")}
          required
          data-autofocus
          searchable
          openOnFocus={false}
          allowDeselect={false}
          data={[
            { group: t("people.enlisted"), items: [...known.enlisted] },
            { group: t("people.officer"), items: ranks },
          ]}
          value={form.rank || null}
          onChange={(rank) => rank && edit({ rank })}
        />
        <TextInput
          label={t("people.form.serial")}
          required
          maxLength={32}
          value={form.serial}
          onChange={(e) => edit({ serial: e.currentTarget.value })}
        />
        <TextInput
          label={t("people.form.lastName")}
          required
          maxLength={60}
          autoComplete="off"
          value={form.lastName}
          onChange={(e) => edit({ lastName: e.currentTarget.value })}
        />
        <TextInput
          label={t("people.form.firstName")}
          required
          maxLength={60}
          autoComplete="off"
          value={form.firstName}
          onChange={(e) => edit({ firstName: e.currentTarget.value })}
        />
        <TextInput
          label={t("people.form.middle")}
          maxLength={4}
          autoComplete="off"
          value={form.middle}
          onChange={(e) => edit({ middle: e.currentTarget.value })}
        />
        <Select
          label={t("people.form.group")}
          placeholder={t("people.form.groupPick")}
          clearable
          clearButtonProps={{ "aria-label": t("people.form.groupClear") }}
          data={withSet(known.groups, form.group)}
          value={form.group || null}
          onChange={(group) => edit({ group: group ?? "" })}
        />
      </SimpleGrid>
      <TextInput
        label={t("people.form.phone")}
        maxLength={32}
        autoComplete="off"
        value={form.phone}
        onChange={(e) => edit({ phone: e.currentTarget.value })}
      />
      <TextInput
        label={t("people.form.code")}
        description={t("people.form.codeHint")}
        maxLength={64}
        autoComplete="off"
        value={form.code}
        onChange={(e) => edit({ code: e.currentTarget.value })}
      />
      <Stack gap={4} role="group" aria-label={t("people.form.qualified")}>
        <Input.Label component="span">{t("people.form.qualified")}</Input.Label>
        <Input.Description>{t("people.form.qualifiedHint")}</Input.Description>
        <SimpleGrid cols={3}>
          {qualifications.map(({ category, field }) => (
            <DateInput
              key={field}
              label={t(`people.qualified.${category}`)}
              labelProps={{ fw: 400 }}
              valueFormat="YYYY-MM-DD"
              placeholder="YYYY-MM-DD"
              clearable
              clearButtonProps={{ "aria-label": t("common.clear") }}
              value={form[field] || null}
              onChange={(day) => edit({ [field]: day ?? "" })}
            />
          ))}
        </SimpleGrid>
      </Stack>
      <RecordField
        lookup={assigned}
        description={t("people.form.assignedHint")}
        value={form.assigned}
        onChange={(id) => edit({ assigned: id })}
      />
      <PhotoField photo={photo} of={person?.name ?? form.lastName} />
    </DialogForm>
  );
}
