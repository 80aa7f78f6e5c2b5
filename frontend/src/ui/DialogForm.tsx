import { Button, Group, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../backend/errors";
import { Refusal } from "./Refusal";

/** The fields of a dialog, under them why it was refused, and the two buttons. What was typed stays. */
export function DialogForm({
  submit,
  disabled,
  pending,
  error,
  danger = false,
  onSubmit,
  onCancel,
  children,
}: {
  /** Word on the button that saves. */
  readonly submit: string;
  /** True while something needed is empty. */
  readonly disabled: boolean;
  readonly pending: boolean;
  readonly error: unknown;
  /** It cannot be taken back. */
  readonly danger?: boolean;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!pending && !disabled) onSubmit();
  };
  return (
    <form onSubmit={send}>
      <Stack>
        {children}
        {error ? <Refusal error={toBackendError(error)} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" color={danger ? "red" : undefined} loading={pending} disabled={disabled}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
