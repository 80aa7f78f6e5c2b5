import { Button, Checkbox, Group, Select, Stack, Table, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ArchiveRestore, HardDriveDownload, Save } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { AuditSummary, BackupRow, Job } from "../../backend/types.gen";
import { exactTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { useCan, useSession } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { JobProgress } from "../../ui/JobProgress";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { RelativeTime } from "../../ui/RelativeTime";
import { Shown } from "../../ui/Waiting";
import classes from "./Audit.module.css";
import { bytes } from "./bytes";

/** Copies of the store: made now or on a schedule, and put back. */
export function Backups() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [job, setJob] = useState<Job | null>(null);
  const [restore, setRestore] = useState<BackupRow | null>(null);
  const summary = useQuery({ queryKey: ["audit", "summary"], queryFn: api.audit.summary });
  const backups = useQuery({
    queryKey: ["audit", "backups"],
    queryFn: api.audit.backups,
    enabled: can("backup") || can("restore"),
    meta: { topics: ["jobs"] },
  });
  const backup = useMutation({ mutationFn: () => api.audit.backup(""), onSuccess: setJob });
  return (
    <Stack gap="md">
      <Shown query={summary}>
        {(s) => <Schedule key={`${s.backupDir}|${s.backupEveryHours}`} summary={s} />}
      </Shown>
      <Card>
        <Stack gap="sm">
          <Group justify="space-between">
            <div>
              <Text fw={650}>{t("audit.backupNow")}</Text>
              <Text size="sm" c="dimmed">
                {t("audit.backupHint")}
              </Text>
            </div>
            {can("backup") ? (
              <Button
                leftSection={<HardDriveDownload size={17} aria-hidden />}
                loading={backup.isPending}
                onClick={() => backup.mutate()}
              >
                {t("audit.backup")}
              </Button>
            ) : null}
          </Group>
          {job ? <JobProgress key={job.id} job={job} title={t("audit.backupNow")} /> : null}
          {backup.error ? <Refusal error={toBackendError(backup.error)} /> : null}
        </Stack>
      </Card>
      <Card pad={false}>
        <Shown query={backups}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState
                icon={HardDriveDownload}
                title={t("audit.noBackups")}
                hint={t("audit.noBackupsHint")}
              />
            ) : (
              <Table verticalSpacing="xs" horizontalSpacing="lg">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("audit.file")}</Table.Th>
                    <Table.Th>{t("audit.made")}</Table.Th>
                    <Table.Th ta="right">{t("audit.entries")}</Table.Th>
                    <Table.Th ta="right">{t("audit.size")}</Table.Th>
                    <Table.Td />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((b) => (
                    <Table.Tr key={b.path}>
                      <Table.Td className={classes.long}>
                        <span
                          className={classes.mono}
                          style={{ fontSize: "var(--mantine-font-size-sm)" }}
                          title={b.path}
                        >
                          {b.path.slice(Math.max(b.path.lastIndexOf("/"), b.path.lastIndexOf("\\")) + 1)}
                        </span>
                        {b.bad ? (
                          <Text size="sm" c="var(--tone-red-fg)">
                            {b.bad}
                          </Text>
                        ) : null}
                      </Table.Td>
                      <Table.Td>
                        <RelativeTime time={b.time} />
                      </Table.Td>
                      <Table.Td ta="right" className="figures">
                        {b.bad ? "–" : b.entries.toLocaleString()}
                      </Table.Td>
                      <Table.Td ta="right" className="figures" style={{ whiteSpace: "nowrap" }}>
                        {bytes(b.bytes)}
                      </Table.Td>
                      <Table.Td ta="right">
                        {can("restore") && !b.bad ? (
                          <Button
                            size="compact-sm"
                            variant="default"
                            leftSection={<ArchiveRestore size={14} aria-hidden />}
                            onClick={() => setRestore(b)}
                          >
                            {t("audit.restore")}
                          </Button>
                        ) : null}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )
          }
        </Shown>
      </Card>
      <Dialog
        opened={restore !== null}
        onClose={() => setRestore(null)}
        title={t("audit.restoreTitle")}
        size="lg"
      >
        {restore ? <RestoreForm backup={restore} onClose={() => setRestore(null)} /> : null}
      </Dialog>
    </Stack>
  );
}

const intervals = ["0", "1", "4", "12", "24", "168"] as const;

function Schedule({ summary }: { readonly summary: AuditSummary }) {
  const { t } = useTranslation();
  const api = useApi();
  const readOnly = !useCan()("backup");
  const [dir, setDir] = useState(summary.backupDir);
  const [every, setEvery] = useState(String(summary.backupEveryHours));
  const save = useMutation({
    mutationFn: () => api.audit.setSchedule(dir.trim(), Number(every)),
    onSuccess: () => notifications.show({ message: t("audit.scheduleSaved") }),
  });
  const options: readonly string[] = (intervals as readonly string[]).includes(every)
    ? intervals
    : [...intervals, every];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Card>
      <form onSubmit={submit}>
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            label={t("audit.dir")}
            flex={1}
            readOnly={readOnly}
            placeholder={t("audit.dirPlaceholder")}
            value={dir}
            onChange={(e) => setDir(e.currentTarget.value)}
          />
          <Select
            label={t("audit.every")}
            w={190}
            readOnly={readOnly}
            allowDeselect={false}
            data={options.map((value) => ({
              value,
              label: value === "0" ? t("audit.byHand") : t("audit.hours", { count: Number(value) }),
            }))}
            value={every}
            onChange={(v) => v && setEvery(v)}
          />
          {readOnly ? null : (
            <Button
              type="submit"
              variant="default"
              leftSection={<Save size={16} aria-hidden />}
              loading={save.isPending}
              disabled={dir === summary.backupDir && every === String(summary.backupEveryHours)}
            >
              {t("common.save")}
            </Button>
          )}
        </Group>
        {every === "0" ? null : (
          <Text size="sm" c="dimmed" mt="xs">
            {t("audit.thinning")}
          </Text>
        )}
        {save.error ? <Refusal error={toBackendError(save.error)} /> : null}
      </form>
    </Card>
  );
}

function RestoreForm({ backup, onClose }: { readonly backup: BackupRow; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const { reread } = useSession();
  const [sure, setSure] = useState(false);
  const [job, setJob] = useState<Job | null>(null);
  const restore = useMutation({ mutationFn: () => api.audit.restore(backup.path), onSuccess: setJob });
  return (
    <Stack>
      <Text size="sm">
        {t("audit.restoreText", { time: exactTime(backup.time), entries: backup.entries.toLocaleString() })}
      </Text>
      <Text size="sm" className={`${classes.mono} ${classes.long}`}>
        {backup.path}
      </Text>
      {job ? (
        <JobProgress job={job} title={t("audit.restoreTitle")} onEnd={reread} />
      ) : (
        <Checkbox
          label={t("audit.restoreSure")}
          checked={sure}
          onChange={(e) => setSure(e.currentTarget.checked)}
        />
      )}
      {restore.error ? <Refusal error={toBackendError(restore.error)} /> : null}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t(job ? "common.close" : "common.cancel")}
        </Button>
        {job ? null : (
          <Button color="red" disabled={!sure} loading={restore.isPending} onClick={() => restore.mutate()}>
            {t("audit.restore")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
