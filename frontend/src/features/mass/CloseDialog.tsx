import { Text, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MassRow } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";

/** Ends a mass issue at every station. */
export function CloseDialog({
  mass,
  onClose,
  onClosed,
}: {
  readonly mass: MassRow | null;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog
      opened={mass !== null}
      title={t("mass.close.title", { title: mass?.title ?? "" })}
      size="md"
      onClose={onClose}
    >
      {mass ? <Form mass={mass} onClose={onClose} onClosed={onClosed} /> : null}
    </Dialog>
  );
}

function Form({
  mass,
  onClose,
  onClosed,
}: {
  readonly mass: MassRow;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [note, setNote] = useState("");
  const close = useMutation({ mutationFn: () => api.mass.close(mass.id, note), onSuccess: onClosed });
  return (
    <DialogForm
      submit={t("mass.close.confirm")}
      disabled={false}
      pending={close.isPending}
      error={close.error}
      onSubmit={() => close.mutate()}
      onCancel={onClose}
    >
      <Text size="sm">{t("mass.close.text")}</Text>
      <Textarea
        label={t("mass.close.note")}
        autosize
        minRows={3}
        maxLength={1000}
        value={note}
        onChange={(e) => setNote(e.currentTarget.value)}
      />
    </DialogForm>
  );
}
