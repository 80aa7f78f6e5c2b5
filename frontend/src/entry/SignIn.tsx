import { Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BackendError, toBackendError } from "../backend/errors";
import { useSession } from "../state/session";
import { Refusal } from "../ui/Refusal";
import { EntryPage } from "./EntryPage";
import { Recover } from "./Recover";

/** The page of a station at which nobody is signed in. */
export function SignIn() {
  const { t } = useTranslation();
  const { setup } = useSession();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (!lost) document.title = `${t("signIn.title")} · ArmGuard`;
  }, [t, lost]);
  if (lost) return <Recover onBack={() => setLost(false)} />;
  return (
    <EntryPage width={440}>
      <Stack gap="md">
        <div>
          <Title order={1} fz="1.375rem">
            {setup?.site || t("signIn.title")}
          </Title>
          <Text c="dimmed" size="sm">
            {[setup?.unit, setup?.station].filter(Boolean).join(" · ")}
          </Text>
        </div>
        <SignInForm />
        <Anchor
          component="button"
          type="button"
          size="sm"
          c="dimmed"
          ta="center"
          onClick={() => setLost(true)}
        >
          {t("signIn.lost")}
        </Anchor>
        <Text size="xs" c="dimmed" ta="center">
          {t("signIn.version", { version: setup?.version ?? "" })}
        </Text>
      </Stack>
    </EntryPage>
  );
}

/** Username and password; the focus is in the first, Enter goes on. */
export function SignInForm() {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<BackendError | null>(null);
  const [busy, setBusy] = useState(false);
  const wait = useSecondsLeft(error?.code === "LOCKED_OUT" ? error.retryMs : 0);
  const passwordField = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(username, password);
    } catch (e) {
      setError(toBackendError(e));
      setPassword("");
      setBusy(false);
      passwordField.current?.focus();
    }
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t("signIn.username")}
          size="md"
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={(e) => setUsername(e.currentTarget.value)}
        />
        <PasswordInput
          ref={passwordField}
          label={t("signIn.password")}
          size="md"
          autoComplete="current-password"
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
        />
        {error ? <Refusal error={error} /> : null}
        <Button
          type="submit"
          size="md"
          loading={busy}
          disabled={wait > 0 || username.trim() === "" || password === ""}
        >
          {wait > 0 ? t("signIn.wait", { count: wait }) : t("signIn.go")}
        </Button>
      </Stack>
    </form>
  );
}

/** Counts whole seconds down to 0. */
function useSecondsLeft(ms: number): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    setLeft(Math.ceil(ms / 1000));
    if (ms <= 0) return;
    const timer = setInterval(() => setLeft((n) => Math.max(0, n - 1)), 1000);
    return () => clearInterval(timer);
  }, [ms]);
  return left;
}
