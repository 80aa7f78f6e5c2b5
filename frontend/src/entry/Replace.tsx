import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BackendError, toBackendError } from "../backend/errors";
import type { SetupState } from "../backend/types.gen";
import { useApi } from "../state/doors";
import { useSession } from "../state/session";
import { Refusal } from "../ui/Refusal";
import { EntryPage } from "./EntryPage";
import { SheetField } from "./SheetField";

/** A backup lies on this PC and no station of its site is left: the recovery sheet makes it one. */
export function Replace({ setup, onBack }: { readonly setup: SetupState; readonly onBack: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const { reread } = useSession();
  const [sheet, setSheet] = useState("");
  const [station, setStation] = useState(setup.hostName);
  const [error, setError] = useState<BackendError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = `${t("recover.replace")} · ArmGuard`;
  }, [t]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await api.setup.replace({ sheet, station: station.trim() });
      reread();
    } catch (e) {
      setError(toBackendError(e));
      setBusy(false);
    }
  };
  return (
    <EntryPage width={720}>
      <form onSubmit={submit}>
        <Title order={1} fz="1.5rem">
          {t("recover.replace")}
        </Title>
        <Text c="dimmed" mb="lg" maw="65ch">
          {t("recover.replaceLead")}
        </Text>
        <Stack gap="md">
          <SheetField value={sheet} onChange={(e) => setSheet(e.currentTarget.value)} />
          <TextInput
            label={t("join.name")}
            description={t("recover.stationHint")}
            required
            maxLength={40}
            value={station}
            onChange={(e) => setStation(e.currentTarget.value)}
          />
          {error ? <Refusal error={error} /> : null}
          <Group>
            <Button
              type="submit"
              size="md"
              loading={busy}
              disabled={sheet.trim() === "" || station.trim() === ""}
            >
              {t("recover.replaceGo")}
            </Button>
            <Button size="md" variant="default" onClick={onBack}>
              {t("common.back")}
            </Button>
          </Group>
        </Stack>
      </form>
    </EntryPage>
  );
}
