import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Job } from "../backend/types.gen";
import { useApi } from "../state/doors";
import { Refusal } from "./Refusal";
import { StateChip } from "./StateChip";

export interface JobProgressProps {
  readonly job: Job;
  readonly title: string;
  /** Called once when it ends, however it ends. */
  readonly onEnd?: (job: Job) => void;
}

/** A long piece of work: a bar with a figure, a way to stop, and one sentence when it is done. */
export function JobProgress({ job, title, onEnd }: JobProgressProps) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["jobs", job.id],
    queryFn: () => api.jobs.get(job.id),
    initialData: job,
    // Pushes tell when it moves; the slow poll is for a push that was lost.
    refetchInterval: (q) => (q.state.data?.state === "running" ? 1000 : false),
  });
  const now = query.data;
  const running = now.state === "running";
  const told = useRef("");
  useEffect(() => {
    if (running || told.current === now.id) return;
    told.current = now.id;
    onEnd?.(now);
  }, [running, now, onEnd]);

  const percent = now.total > 0 ? Math.min(100, (now.done / now.total) * 100) : 0;
  return (
    <Stack gap="xs" role="status">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm" wrap="nowrap">
          <Text fw={600} size="sm">
            {title}
          </Text>
          <StateChip kind="job" state={now.state} />
        </Group>
        {running ? (
          <Button size="xs" variant="default" onClick={() => void api.jobs.cancel(now.id)}>
            {t("common.stop")}
          </Button>
        ) : null}
      </Group>
      {running ? (
        <>
          <Progress
            value={now.total > 0 ? percent : 100}
            animated={now.total === 0}
            aria-label={title}
            size="md"
          />
          <Text size="sm" c="dimmed" className="figures">
            {now.total > 0
              ? t("jobs.figure", {
                  done: now.done.toLocaleString(),
                  total: now.total.toLocaleString(),
                  percent: Math.floor(percent),
                })
              : t("jobs.unknown", { done: now.done.toLocaleString() })}
            {now.text ? ` · ${now.text}` : ""}
          </Text>
        </>
      ) : null}
      {now.result ? <Text size="sm">{now.result}</Text> : null}
      {now.error ? <Refusal error={now.error} /> : null}
    </Stack>
  );
}
