import { Button, Paper, PasswordInput, Stack, Text } from "@mantine/core";
import { LockKeyhole } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BackendError, toBackendError } from "../backend/errors";
import { SignInForm } from "../entry/SignIn";
import { useSession } from "../state/session";
import { Mono } from "../ui/Mono";
import { Refusal } from "../ui/Refusal";
import classes from "./Shell.module.css";

/** Over the page, which stays as it is beneath, with its draft. Somebody else signs in here as well. */
export function LockScreen() {
  const { t } = useTranslation();
  const { account } = useSession();
  const [other, setOther] = useState(false);
  return (
    <div className={classes.lock} role="dialog" aria-modal="true" aria-label={t("lock.title")}>
      <Paper p="xl" w={400} withBorder shadow="xl">
        <Stack gap="md">
          <Stack gap={4} align="center">
            <LockKeyhole size={32} aria-hidden />
            <Text fw={650} size="lg">
              {t(other ? "lock.other" : "lock.title")}
            </Text>
            {account && !other ? (
              <Text fw={550} ta="center">
                {account.name} <Mono dimmed>{account.username}</Mono>
              </Text>
            ) : null}
            <Text size="sm" c="dimmed" ta="center">
              {other ? t("lock.otherKept", { name: account?.name ?? "" }) : t("lock.kept")}
            </Text>
          </Stack>
          {other ? <SignInForm /> : <Unlock />}
          <Button variant="subtle" color="gray" onClick={() => setOther(!other)}>
            {other ? t("lock.back", { name: account?.name ?? "" }) : t("lock.other")}
          </Button>
        </Stack>
      </Paper>
    </div>
  );
}

function Unlock() {
  const { t } = useTranslation();
  const { unlock } = useSession();
  const [password, setPassword] = useState("");
  const [error, setError] = useState<BackendError | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await unlock(password);
    } catch (e) {
      setError(toBackendError(e));
      setPassword("");
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <PasswordInput
          label={t("lock.password")}
          autoFocus
          size="md"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
        {error ? <Refusal error={error} /> : null}
        <Button type="submit" size="md" loading={busy}>
          {t("lock.unlock")}
        </Button>
      </Stack>
    </form>
  );
}
