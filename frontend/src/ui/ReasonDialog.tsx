import { Button, Group, PasswordInput, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BackendError, toBackendError } from "../backend/errors";
import { saysWhy } from "../domain/reasons";
import { Dialog } from "./Dialog";
import { Refusal } from "./Refusal";

export interface Reason {
  readonly reason: string;
  readonly secondUsername: string;
  readonly secondPassword: string;
}

export interface ReasonDialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will happen, in a sentence. */
  readonly text: string;
  readonly confirm: string;
  readonly danger?: boolean;
  /** Asks for a second account as well. */
  readonly second?: boolean;
  readonly onClose: () => void;
  /** Does it; when it fails the dialog stays with the sentence. */
  readonly onConfirm: (reason: Reason) => Promise<unknown>;
}

/** Asks why, in the words people will read later, before something out of the ordinary is done. */
export function ReasonDialog({
  opened,
  title,
  text,
  confirm,
  danger,
  second,
  onClose,
  onConfirm,
}: ReasonDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [secondUsername, setSecondUsername] = useState("");
  const [secondPassword, setSecondPassword] = useState("");
  const [error, setError] = useState<BackendError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (opened) return;
    setReason("");
    setSecondUsername("");
    setSecondPassword("");
    setError(null);
    setBusy(false);
  }, [opened]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!saysWhy(reason)) {
      setError(toBackendError({ code: "INVALID", message: t("reason.tooShort"), fix: "" }));
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await onConfirm({ reason: reason.trim(), secondUsername: secondUsername.trim(), secondPassword });
      onClose();
    } catch (e) {
      setError(toBackendError(e));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{text}</Text>
          <Textarea
            label={t("reason.label")}
            description={t("reason.hint")}
            data-autofocus
            required
            autosize
            minRows={2}
            maxLength={400}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          {second ? (
            <Group grow align="flex-start">
              <TextInput
                label={t("reason.secondUsername")}
                autoComplete="off"
                value={secondUsername}
                onChange={(e) => setSecondUsername(e.currentTarget.value)}
              />
              <PasswordInput
                label={t("reason.secondPassword")}
                autoComplete="off"
                value={secondPassword}
                onChange={(e) => setSecondPassword(e.currentTarget.value)}
              />
            </Group>
          ) : null}
          {error ? <Refusal error={error} /> : null}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" color={danger ? "red" : undefined} loading={busy}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
