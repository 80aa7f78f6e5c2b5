import { Button, Divider, Group, Stack, Text, Title } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BackendError, toBackendError } from "../backend/errors";
import { passwordRules } from "../domain/passwords";
import { useApi } from "../state/doors";
import { useSession } from "../state/session";
import { Refusal } from "../ui/Refusal";
import classes from "./Entry.module.css";
import { EntryPage } from "./EntryPage";
import { SheetField } from "./SheetField";
import { SuperuserFields } from "./SuperuserFields";

/** Every superuser's password is lost: the recovery sheet adds a new one, who is signed in then. */
export function Recover({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const { signIn } = useSession();
  const [form, setForm] = useState({ sheet: "", fullName: "", username: "", password: "", again: "" });
  const [error, setError] = useState<BackendError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = `${t("recover.title")} · ArmGuard`;
  }, [t]);

  const rules = passwordRules(form.password, form.again, form.username, "superuser");
  const filled = [form.sheet, form.fullName, form.username].every((x) => x.trim() !== "");
  const set = (field: keyof typeof form) => (e: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = e.currentTarget;
    setForm((before) => ({ ...before, [field]: value }));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const { again: _again, ...lost } = form;
    try {
      const made = await api.setup.recover(lost);
      await signIn(made.username, form.password);
    } catch (e) {
      setError(toBackendError(e));
      setBusy(false);
    }
  };

  return (
    <EntryPage width={840}>
      <form onSubmit={submit}>
        <Title order={1} fz="1.5rem">
          {t("recover.title")}
        </Title>
        <Text c="dimmed" mb="lg" maw="65ch">
          {t("recover.lead")}
        </Text>
        <div className={classes.columns}>
          <SheetField value={form.sheet} onChange={set("sheet")} />
          <Stack gap="md">
            <SuperuserFields form={form} set={set} rules={rules} username={t("recover.username")} />
          </Stack>
        </div>
        <Divider my="lg" />
        {error ? <Refusal error={error} /> : null}
        <Group mt={error ? "md" : 0}>
          <Button type="submit" size="md" loading={busy} disabled={!filled || rules.some((r) => !r.met)}>
            {t("recover.go")}
          </Button>
          <Button size="md" variant="default" onClick={onBack}>
            {t("common.back")}
          </Button>
        </Group>
      </form>
    </EntryPage>
  );
}
