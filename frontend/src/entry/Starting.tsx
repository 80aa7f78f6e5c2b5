import { Button, Progress, Stack, Text, Title } from "@mantine/core";
import { Cable, RotateCw, ScrollText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SetupState } from "../backend/types.gen";
import { useSession } from "../state/session";
import { Refusal } from "../ui/Refusal";
import { useSlow } from "../ui/Waiting";
import { EntryPage } from "./EntryPage";
import { Joining } from "./Joining";
import { Replace } from "./Replace";

/** The station answers but is still reading its store. */
export function Starting({ setup }: { readonly setup: SetupState }) {
  const { t } = useTranslation();
  return (
    <EntryPage width={480}>
      <Stack gap="sm" role="status">
        <Title order={1} fz="1.25rem">
          {t("starting.title")}
        </Title>
        <Text c="dimmed">{t("starting.rebuilding")}</Text>
        <Progress value={setup.progress} size="lg" aria-label={t("starting.title")} />
        <Text size="sm" className="figures">
          {setup.progress} %
        </Text>
      </Stack>
    </EntryPage>
  );
}

/** The store cannot be opened: the sentence says why and what to do; it is tried again by itself. */
export function StoreProblem({ setup }: { readonly setup: SetupState }) {
  const { t } = useTranslation();
  const { reread } = useSession();
  const [way, setWay] = useState<"join" | "replace" | null>(null);
  const back = () => setWay(null);
  if (way === "join") return <Joining setup={setup} onBack={back} />;
  if (way === "replace") return <Replace setup={setup} onBack={back} />;
  return (
    <EntryPage width={560}>
      <Stack gap="md">
        <Title order={1} fz="1.25rem">
          {t("starting.problem")}
        </Title>
        {setup.problem ? <Refusal error={setup.problem} large /> : null}
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {t("starting.data", { dir: setup.dataDir })}
        </Text>
        {setup.canJoin ? (
          <Button leftSection={<Cable size={16} aria-hidden />} onClick={() => setWay("join")}>
            {t("join.title")}
          </Button>
        ) : null}
        {setup.problem?.code === "NOT_ENROLLED" ? (
          <Button
            variant="default"
            leftSection={<ScrollText size={16} aria-hidden />}
            onClick={() => setWay("replace")}
          >
            {t("signIn.lost")}
          </Button>
        ) : null}
        <Button variant="default" leftSection={<RotateCw size={16} aria-hidden />} onClick={reread}>
          {t("common.retry")}
        </Button>
      </Stack>
    </EntryPage>
  );
}

/** Nobody answers yet. */
export function Unreachable() {
  const { t } = useTranslation();
  const { reread } = useSession();
  return (
    <EntryPage width={480}>
      <Stack gap="md" role="status">
        <Title order={1} fz="1.25rem">
          {t("starting.unreachable")}
        </Title>
        <Text c="dimmed">{t("starting.unreachableHint")}</Text>
        <Progress value={100} animated aria-label={t("starting.unreachable")} />
        <Button variant="default" leftSection={<RotateCw size={16} aria-hidden />} onClick={reread}>
          {t("common.retry")}
        </Button>
      </Stack>
    </EntryPage>
  );
}

export function Loading() {
  const { t } = useTranslation();
  const slow = useSlow(true);
  return slow ? (
    <EntryPage width={480}>
      <Text c="dimmed" role="status">
        {t("starting.loading")}
      </Text>
    </EntryPage>
  ) : null;
}
