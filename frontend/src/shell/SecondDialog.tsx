import { Modal, PasswordInput, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BackendError } from "../backend/errors";
import { useDoors } from "../state/doors";
import { useSecondAsked } from "../state/second";
import { useSession } from "../state/session";
import { DialogForm } from "../ui/DialogForm";
import { NoScans } from "../ui/NoScans";

/** Above every other dialog: what is asked for here is asked for by one of them. */
const above = 400;

/** Asks a second person for his password when a command needs one. What was being done goes on by itself. */
export function SecondDialog() {
  const { t } = useTranslation();
  const { second } = useDoors();
  const asked = useSecondAsked(second);
  const { locked } = useSession();
  // Who walked away from the screen, locked or signed out, approves nothing that he began.
  useEffect(() => {
    if (locked) second.answer(false);
  }, [locked, second]);
  useEffect(() => () => second.answer(false), [second]);
  return (
    <>
      {asked ? <NoScans /> : null}
      <Modal
        opened={asked !== null}
        onClose={() => second.answer(false)}
        // The dialog under it hears of Esc first, and must still see this one.
        closeOnEscape={false}
        onKeyDown={(event) => {
          if (event.key === "Escape") second.answer(false);
        }}
        zIndex={above}
        title={t("second.title")}
      >
        {asked ? <Fields asked={asked} onDone={second.answer} /> : null}
      </Modal>
    </>
  );
}

function Fields({
  asked,
  onDone,
}: {
  readonly asked: BackendError;
  readonly onDone: (approved: boolean) => void;
}) {
  const { t } = useTranslation();
  const { api } = useDoors();
  const { account } = useSession();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const approve = useMutation({
    mutationFn: () => api.session.approve(username.trim(), password),
    onSuccess: () => onDone(true),
    onError: () => setPassword(""),
  });
  // Another refusal of the same call: the one who approved may not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the refusal stands for the question
  useEffect(() => setPassword(""), [asked]);
  return (
    <DialogForm
      submit={t("second.approve")}
      disabled={username.trim() === "" || password === ""}
      pending={approve.isPending}
      error={approve.error}
      onSubmit={() => approve.mutate()}
      onCancel={() => onDone(false)}
    >
      <Text size="sm">{asked.message}</Text>
      <Text size="sm" c="dimmed">
        {t("second.text", { name: account?.name ?? "" })}
      </Text>
      <TextInput
        label={t("reason.secondUsername")}
        data-autofocus
        autoComplete="off"
        maxLength={32}
        value={username}
        onChange={(e) => setUsername(e.currentTarget.value)}
      />
      <PasswordInput
        label={t("reason.secondPassword")}
        autoComplete="off"
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
      />
    </DialogForm>
  );
}
