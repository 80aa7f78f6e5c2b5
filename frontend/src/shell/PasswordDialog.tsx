import { PasswordInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { passwordRules } from "../domain/passwords";
import { useApi } from "../state/doors";
import { useSession } from "../state/session";
import { Dialog } from "../ui/Dialog";
import { DialogForm } from "../ui/DialogForm";
import { NewPassword } from "../ui/NewPassword";

export function PasswordDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog size="md" opened={opened} title={t("password.change")} onClose={onClose}>
      <PasswordForm onDone={onClose} />
    </Dialog>
  );
}

function PasswordForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const { account } = useSession();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const rules = passwordRules(next, again, account?.username ?? "", account?.role ?? "");
  const save = useMutation({
    mutationFn: () => api.session.changePassword(old, next),
    onSuccess: () => {
      notifications.show({ message: t("password.changed"), color: "teal" });
      onDone();
    },
  });
  return (
    <DialogForm
      submit={t("password.change")}
      disabled={old === "" || rules.some((r) => !r.met)}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onDone}
    >
      <PasswordInput
        label={t("password.old")}
        data-autofocus
        autoComplete="current-password"
        value={old}
        onChange={(e) => setOld(e.currentTarget.value)}
      />
      <NewPassword password={next} again={again} rules={rules} onPassword={setNext} onAgain={setAgain} />
    </DialogForm>
  );
}
