import { Button, Progress, Stack, Text, Title } from "@mantine/core";
import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { JoinState } from "../backend/types.gen";
import classes from "./Entry.module.css";
import { EntryPage } from "./EntryPage";

/** A join that is under way: what happens now, the digits to compare, how much of the record is here. */
export function JoinProgress({
  state,
  name,
  onCancel,
  onDone,
}: {
  readonly state: JoinState;
  readonly name: string;
  readonly onCancel: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const { site, inviter } = state;
  if (state.state === "done")
    return (
      <EntryPage width={560}>
        <Stack gap="md" role="status">
          <CircleCheck size={40} aria-hidden style={{ color: "var(--tone-teal-fg)" }} />
          <Title order={1} fz="1.5rem">
            {t("join.done", { name, site })}
          </Title>
          <Text c="dimmed">
            {t("join.doneHint", { count: state.total, total: state.total.toLocaleString() })}
          </Text>
          <Button size="md" autoFocus onClick={onDone}>
            {t("join.signIn")}
          </Button>
        </Stack>
      </EntryPage>
    );
  const share = state.total > 0 ? Math.min(100, (state.done / state.total) * 100) : 0;
  return (
    <EntryPage width={560}>
      <Stack gap="lg">
        <div role="status">
          <Title order={1} fz="1.5rem">
            {t(`join.step.${state.state}`, { inviter, site })}
          </Title>
          <Text c="dimmed">{t(`join.hint.${state.state}`, { inviter, site })}</Text>
        </div>
        {state.state === "comparing" ? (
          <div className={classes.digits} role="img" aria-label={[...state.digits].join(" ")}>
            {state.digits.slice(0, 3)} {state.digits.slice(3)}
          </div>
        ) : (
          <Progress
            size="lg"
            value={state.state === "syncing" ? share : 100}
            animated={state.state !== "syncing"}
            aria-label={t(`join.step.${state.state}`, { inviter, site })}
          />
        )}
        {state.state === "syncing" ? (
          <Text size="sm" className="figures">
            {t("join.entries", { done: state.done.toLocaleString(), total: state.total.toLocaleString() })}
          </Text>
        ) : null}
        <div>
          <Button variant="default" onClick={onCancel}>
            {t("common.cancel")}
          </Button>
          {state.state === "syncing" ? (
            <Text size="sm" c="dimmed" mt="xs">
              {t("join.cancelHint")}
            </Text>
          ) : null}
        </div>
      </Stack>
    </EntryPage>
  );
}
