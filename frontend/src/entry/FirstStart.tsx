import { Button, Divider, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BackendError, toBackendError } from "../backend/errors";
import type { Recovery, SetupState } from "../backend/types.gen";
import { passwordRules } from "../domain/passwords";
import { useApi } from "../state/doors";
import { Refusal } from "../ui/Refusal";
import classes from "./Entry.module.css";
import { EntryPage } from "./EntryPage";
import { RecoverySheet } from "./RecoverySheet";
import { SuperuserFields } from "./SuperuserFields";
import { setupToken } from "./setupToken";

export interface MadeSite {
  readonly site: string;
  readonly station: string;
  readonly username: string;
  readonly password: string;
}

/** Creates the site: its name, this station, the first superuser; then the recovery sheet, once. */
export function FirstStart({
  setup,
  onSheet,
  onDone,
  onBack,
}: {
  readonly setup: SetupState;
  /** Back to the choice, where there is one. */
  readonly onBack: (() => void) | null;
  /** The site is made and its recovery sheet is on the screen. */
  readonly onSheet: () => void;
  /** The sheet is written down: sign in and open. */
  readonly onDone: (made: MadeSite) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState({
    site: "",
    unit: "",
    station: setup.hostName,
    username: "",
    fullName: "",
    password: "",
    again: "",
  });
  const [error, setError] = useState<BackendError | null>(null);
  const [busy, setBusy] = useState(false);
  const [sheet, setSheet] = useState<Recovery | null>(null);
  useEffect(() => {
    document.title = `${t("first.title")} · ArmGuard`;
  }, [t]);

  const rules = passwordRules(form.password, form.again, form.username, "superuser");
  const filled = [form.site, form.station, form.username, form.fullName].every((x) => x.trim() !== "");
  const set = (field: keyof typeof form) => (e: { readonly currentTarget: { readonly value: string } }) => {
    const { value } = e.currentTarget;
    setForm((before) => ({ ...before, [field]: value }));
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const { again: _again, ...site } = form;
    try {
      const recovery = await api.setup.createSite(site, setupToken());
      onSheet();
      setSheet(recovery);
    } catch (e) {
      setError(toBackendError(e));
    } finally {
      setBusy(false);
    }
  };

  if (sheet)
    return (
      <RecoverySheet recovery={sheet} site={form.site} station={form.station} onDone={() => onDone(form)} />
    );

  return (
    <EntryPage width={840}>
      <form onSubmit={submit}>
        <Title order={1} fz="1.5rem">
          {t("first.title")}
        </Title>
        <Text c="dimmed" mb="lg" maw="65ch">
          {t("first.lead")}
        </Text>
        <div className={classes.columns}>
          <Stack gap="md">
            <TextInput
              label={t("first.site")}
              description={t("first.siteHint")}
              required
              autoFocus
              maxLength={60}
              value={form.site}
              onChange={set("site")}
            />
            <TextInput
              label={t("first.unit")}
              description={t("first.unitHint")}
              maxLength={80}
              value={form.unit}
              onChange={set("unit")}
            />
            <TextInput
              label={t("first.station")}
              description={t("first.stationHint")}
              required
              maxLength={40}
              value={form.station}
              onChange={set("station")}
            />
            <Text size="xs" c="dimmed">
              {t("first.data")} <span className={classes.hex}>{setup.dataDir}</span>
            </Text>
          </Stack>
          <Stack gap="md">
            <SuperuserFields form={form} set={set} rules={rules} username={t("first.username")} />
          </Stack>
        </div>
        <Divider my="lg" />
        {error ? <Refusal error={error} /> : null}
        <Group mt={error ? "md" : 0}>
          <Button type="submit" size="md" loading={busy} disabled={!filled || rules.some((r) => !r.met)}>
            {t("first.create")}
          </Button>
          {onBack ? (
            <Button size="md" variant="default" onClick={onBack}>
              {t("common.back")}
            </Button>
          ) : null}
        </Group>
      </form>
    </EntryPage>
  );
}
