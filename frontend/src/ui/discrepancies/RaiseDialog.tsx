import { Chip, Group, Input, SimpleGrid, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import { saysWhy } from "../../domain/reasons";
import { useCommand } from "../../state/command";
import { useApi } from "../../state/doors";
import { useScans } from "../../state/scan";
import { Dialog } from "../Dialog";
import { DialogForm } from "../DialogForm";
import { useItemLookup, usePersonLookup } from "../listing/lookups";
import { RecordField } from "../listing/RecordField";
import { PhotosField } from "../PhotosField";
import { Refusal } from "../Refusal";
import { usePhotos } from "../usePhoto";
import { discrepancyKinds, otherKind } from "./kinds";

/** What is known of a discrepancy before somebody says more. */
export interface About {
  readonly kind?: string;
  readonly itemId?: string;
  readonly personId?: string;
  /** The transaction it came up at. */
  readonly transaction?: string;
  /** What is wrong, as far as it is known. */
  readonly text?: string;
}

const mostPhotos = 4;

/** Raises a discrepancy; null is closed. */
export function RaiseDialog({
  about,
  onClose,
  onRaised,
}: {
  readonly about: About | null;
  readonly onClose: () => void;
  readonly onRaised?: (id: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog size="lg" opened={about !== null} title={t("discrepancies.raise.title")} onClose={onClose}>
      {about ? (
        <Fields
          about={about}
          onClose={onClose}
          onRaised={(id) => {
            onClose();
            onRaised?.(id);
          }}
        />
      ) : null}
    </Dialog>
  );
}

function Fields({
  about,
  onClose,
  onRaised,
}: {
  readonly about: About;
  readonly onClose: () => void;
  readonly onRaised: (id: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [kind, setKind] = useState(about.kind ?? "");
  const [itemId, setItem] = useState(about.itemId ?? "");
  const [personId, setPerson] = useState(about.personId ?? "");
  const [text, setText] = useState(about.text ?? "");
  const photos = usePhotos();
  const item = useItemLookup("item", t("discrepancies.item"), itemId);
  const person = usePersonLookup("person", t("discrepancies.person"), personId);
  const scan = useMutation({
    mutationFn: async (code: string) => {
      const found = await api.counter.scan(code);
      if (found.item) setItem(found.item.id);
      else if (found.person) setPerson(found.person.id);
      else {
        throw toBackendError({
          code: "NOT_FOUND",
          message: t(
            found.kind === "several" ? "discrepancies.raise.several" : "discrepancies.raise.unknown",
            {
              code: found.code,
            },
          ),
          fix: t("discrepancies.raise.search"),
        });
      }
    },
  });
  useScans((code) => scan.mutate(code));
  const command = useCommand();
  const save = useMutation({
    mutationFn: async () => {
      const said = {
        kind,
        itemId,
        personId,
        transaction: about.transaction ?? "",
        text: text.trim(),
        photos: photos.ids,
      };
      return api.discrepancies.raise({ ...said, commandId: await command(said) });
    },
    onSuccess: (raised) => {
      notifications.show({ message: t("discrepancies.raise.done") });
      onRaised(raised.id);
    },
  });
  const told = kind !== otherKind || saysWhy(text);
  return (
    <DialogForm
      submit={t("discrepancies.raise.submit")}
      disabled={kind === "" || itemId + personId === "" || !told || photos.next.busy}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <Input.Wrapper label={t("discrepancies.raise.kind")} labelElement="div" required>
        <Chip.Group value={kind} onChange={(value) => setKind(value as string)}>
          <Group gap="xs" mt={6} role="radiogroup" aria-label={t("discrepancies.raise.kind")}>
            {discrepancyKinds.map((one) => (
              <Chip key={one} value={one} size="sm" radius="md">
                {t(`discrepancies.kind.${one}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      <SimpleGrid cols={2}>
        <RecordField lookup={item} value={itemId} onChange={setItem} />
        <RecordField lookup={person} value={personId} onChange={setPerson} />
      </SimpleGrid>
      <Input.Description mt={-8}>{t("discrepancies.raise.aboutHint")}</Input.Description>
      {scan.error ? <Refusal error={toBackendError(scan.error)} /> : null}
      <Textarea
        label={t("discrepancies.raise.text")}
        description={t("discrepancies.raise.textHint")}
        required={kind === otherKind}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={1000}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
      />
      <PhotosField photos={photos} most={mostPhotos} />
    </DialogForm>
  );
}
