import { Button, Group, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { AuditSummary, Job } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { JobProgress } from "../../ui/JobProgress";
import { Mono } from "../../ui/Mono";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { RelativeTime } from "../../ui/RelativeTime";
import { Shown } from "../../ui/Waiting";
import classes from "./Audit.module.css";
import { bytes } from "./bytes";

/** The ledger on this PC, and the check that it is whole. */
export function Summary() {
  const api = useApi();
  const query = useQuery({ queryKey: ["audit", "summary"], queryFn: api.audit.summary });
  return <Shown query={query}>{(summary) => <Facts summary={summary} />}</Shown>;
}

function Facts({ summary: s }: { readonly summary: AuditSummary }) {
  const { t } = useTranslation();
  return (
    <Stack gap="md">
      <SimpleGrid cols={4} spacing="md">
        <Fact word={t("audit.entries")} figure={s.entries.toLocaleString()} />
        <Fact word={t("audit.logs")} figure={String(s.logs.length)} />
        <Fact word={t("audit.size")} figure={bytes(s.storeBytes)} />
        <Fact
          word={t("audit.lastBackup")}
          figure={s.lastBackup ? <RelativeTime time={s.lastBackup} /> : t("audit.never")}
        />
      </SimpleGrid>
      <Verify summary={s} />
      {s.unread > 0 ? (
        <Refusal
          error={{
            code: "CHANGED",
            message: t("audit.unread", { count: s.unread }),
            fix: t("audit.unreadFix"),
          }}
        />
      ) : null}
      <Card pad={false}>
        <Table verticalSpacing="xs" horizontalSpacing="lg">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("audit.log")}</Table.Th>
              <Table.Th>{t("audit.station")}</Table.Th>
              <Table.Th ta="right">{t("audit.entries")}</Table.Th>
              <Table.Th>{t("audit.opened")}</Table.Th>
              <Table.Th>{t("audit.reason")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {s.logs.map((l) => (
              <Table.Tr key={l.log}>
                <Table.Td>
                  <Mono>{l.log.slice(0, 16)}</Mono>
                </Table.Td>
                <Table.Td>
                  {l.station}
                  {l.own ? (
                    <Text span size="xs" c="dimmed">
                      {" "}
                      {t("audit.own")}
                    </Text>
                  ) : null}
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  {l.entries.toLocaleString()}
                </Table.Td>
                <Table.Td>
                  <RelativeTime time={l.opened} />
                </Table.Td>
                <Table.Td>{l.reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Stack gap={2} p="lg">
          <Text size="xs" c="dimmed" className={classes.long}>
            {t("audit.digest")} <span className={classes.mono}>{s.digest}</span>
          </Text>
          <Text size="xs" c="dimmed" className={classes.long}>
            {t("audit.dataDir")} <span className={classes.mono}>{s.dataDir}</span>
          </Text>
        </Stack>
      </Card>
    </Stack>
  );
}

function Fact({ word, figure }: { readonly word: string; readonly figure: React.ReactNode }) {
  return (
    <Card>
      <Text size="sm" c="dimmed">
        {word}
      </Text>
      <Text fz="1.625rem" fw={700} className="figures" lh={1.25}>
        {figure}
      </Text>
    </Card>
  );
}

function Verify({ summary: s }: { readonly summary: AuditSummary }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [job, setJob] = useState<Job | null>(null);
  const verify = useMutation({ mutationFn: api.audit.verify, onSuccess: setJob });
  return (
    <Card>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <div>
            <Text fw={650}>{t("audit.verifyTitle")}</Text>
            <Text size="sm" c="dimmed">
              {s.lastVerify ? (
                <>
                  {t("audit.lastVerify")} <RelativeTime time={s.lastVerify} />: {s.lastVerifyResult}
                </>
              ) : (
                t("audit.neverVerified")
              )}
            </Text>
          </div>
          {can("verify") ? (
            <Button
              leftSection={<ShieldCheck size={17} aria-hidden />}
              loading={verify.isPending}
              onClick={() => verify.mutate()}
            >
              {t("audit.verify")}
            </Button>
          ) : null}
        </Group>
        {job ? <JobProgress key={job.id} job={job} title={t("audit.verifyTitle")} /> : null}
        {verify.error ? <Refusal error={toBackendError(verify.error)} /> : null}
      </Stack>
    </Card>
  );
}
