import { Button, Group, Modal, PasswordInput, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BackendError, toBackendError } from "../backend/errors";
import { passwordRules } from "../domain/passwords";
import { useApi } from "../state/doors";
import { useSession } from "../state/session";
import { PasswordRules } from "../ui/PasswordRules";
import { Refusal } from "../ui/Refusal";

export function PasswordDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("password.change")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <PasswordForm onDone={onClose} />
    </Modal>
  );
}

function PasswordForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const { account } = useSession();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState<BackendError | null>(null);
  const [busy, setBusy] = useState(false);
  const rules = passwordRules(next, again, account?.username ?? "", account?.role ?? "");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.session.changePassword(old, next);
      notifications.show({ message: t("password.changed"), color: "teal" });
      onDone();
    } catch (e) {
      setError(toBackendError(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <PasswordInput
          label={t("password.old")}
          data-autofocus
          autoComplete="current-password"
          value={old}
          onChange={(e) => setOld(e.currentTarget.value)}
        />
        <PasswordInput
          label={t("password.new")}
          autoComplete="new-password"
          value={next}
          onChange={(e) => setNext(e.currentTarget.value)}
        />
        <PasswordInput
          label={t("password.again")}
          autoComplete="new-password"
          value={again}
          onChange={(e) => setAgain(e.currentTarget.value)}
        />
        <PasswordRules rules={rules} />
        {error ? <Refusal error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={old === "" || rules.some((r) => !r.met)}>
            {t("password.change")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
