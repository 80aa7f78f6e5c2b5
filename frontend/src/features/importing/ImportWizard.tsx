import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "../../ui/EmptyState";
import { JobProgress } from "../../ui/JobProgress";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { ChooseFile } from "./ChooseFile";
import type { ImportKind } from "./columns";
import { Looked } from "./Looked";
import { Steps } from "./Steps";
import { useFileDrop } from "./useFileDrop";
import { type Stage, useImport } from "./useImport";

const stepOf: Record<Stage["at"], number> = {
  choose: 0,
  sending: 0,
  trying: 1,
  looked: 1,
  importing: 2,
  done: 3,
};

/** Brings a spreadsheet in: choose it, look at what the station makes of it, then everything or nothing. */
export function ImportWizard({ what }: { readonly what: ImportKind }) {
  const { t } = useTranslation();
  const flow = useImport(what);
  const over = useFileDrop(flow.choose);
  const { stage, error } = flow;
  return (
    <Stack gap="md">
      <Steps
        words={[t("importing.step.choose"), t("importing.step.look"), t("importing.step.import")]}
        at={stepOf[stage.at]}
      />
      {error ? <Refusal error={error} /> : null}
      {stage.at === "choose" ? <ChooseFile what={what} over={over} onChoose={flow.choose} /> : null}
      {stage.at === "sending" ? <Sending stage={stage} onStop={flow.stop} /> : null}
      {stage.at === "trying" ? (
        <Card>
          <JobProgress
            key={stage.job.id}
            job={stage.job}
            title={t("importing.trying", { file: stage.file })}
            onEnd={flow.ended}
          />
        </Card>
      ) : null}
      {stage.at === "looked" ? (
        <Looked
          what={what}
          preview={stage.preview}
          over={over}
          onChoose={flow.choose}
          onImport={flow.commit}
        />
      ) : null}
      {stage.at === "importing" ? (
        <Card>
          <JobProgress
            key={stage.job.id}
            job={stage.job}
            title={t("importing.importing", { file: stage.preview.file })}
            onEnd={flow.ended}
          />
          <Text size="sm" c="dimmed" mt="xs">
            {t("importing.allOrNothing")}
          </Text>
        </Card>
      ) : null}
      {stage.at === "done" ? (
        <Card>
          <div role="status">
            <EmptyState
              icon={CircleCheck}
              tone="teal"
              title={t(`importing.done.${what}`, { count: stage.preview.good })}
              hint={t("importing.done.hint", { file: stage.preview.file })}
            >
              <Group mt="sm">
                <Button variant="default" onClick={flow.again}>
                  {t("importing.anotherFile")}
                </Button>
                <Button component={Link} to={`/${what}`} data-autofocus>
                  {t(`importing.list.${what}`)}
                </Button>
              </Group>
            </EmptyState>
          </div>
        </Card>
      ) : null}
    </Stack>
  );
}

function Sending({
  stage,
  onStop,
}: {
  readonly stage: Extract<Stage, { at: "sending" }>;
  readonly onStop: () => void;
}) {
  const { t } = useTranslation();
  const percent = Math.floor((stage.sent / stage.size) * 100);
  return (
    <Card>
      <Stack gap="xs" role="status">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600} size="sm">
            {t("importing.sending", { file: stage.file })}
          </Text>
          <Button size="xs" variant="default" onClick={onStop}>
            {t("common.stop")}
          </Button>
        </Group>
        <Progress value={percent} size="md" aria-label={t("importing.sending", { file: stage.file })} />
        <Text size="sm" c="dimmed" className="figures">
          {percent} %
        </Text>
      </Stack>
    </Card>
  );
}
