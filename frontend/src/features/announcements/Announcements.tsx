import { Button, Group, Progress, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Check, Megaphone, Undo2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { Announcement } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { LevelIcon } from "../../ui/LevelIcon";
import { Card } from "../../ui/Page";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { Refusal } from "../../ui/Refusal";
import { RelativeTime } from "../../ui/RelativeTime";
import { Shown } from "../../ui/Waiting";

/** Every announcement, and who has acknowledged it. */
export function Announcements() {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({ queryKey: ["announcements"], queryFn: api.notices.announcements });
  const [withdraw, setWithdraw] = useState<Announcement | null>(null);
  return (
    <>
      <Shown query={query}>
        {(all) =>
          all.length === 0 ? (
            <Card>
              <EmptyState
                icon={Megaphone}
                title={t("announcements.empty")}
                hint={t("announcements.emptyHint")}
              />
            </Card>
          ) : (
            <Stack gap="md">
              {all.map((a) => (
                <One key={a.id} announcement={a} onWithdraw={() => setWithdraw(a)} />
              ))}
            </Stack>
          )
        }
      </Shown>
      <ReasonDialog
        opened={withdraw !== null}
        title={t("announcements.withdraw")}
        text={t("announcements.withdrawText", { title: withdraw?.title ?? "" })}
        confirm={t("announcements.withdraw")}
        danger
        onClose={() => setWithdraw(null)}
        onConfirm={({ reason }) => api.notices.withdraw(withdraw?.id ?? "", reason)}
      />
    </>
  );
}

function One({
  announcement: a,
  onWithdraw,
}: {
  readonly announcement: Announcement;
  readonly onWithdraw: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const acknowledge = useMutation({ mutationFn: () => api.notices.acknowledge(a.id) });
  const everybody = a.acked.length + a.waiting.length;
  return (
    <Card>
      <Group align="flex-start" wrap="nowrap" gap="md" style={{ opacity: a.withdrawn ? 0.75 : 1 }}>
        <LevelIcon level={a.level} size={24} />
        <Stack gap="xs" flex={1} miw={0}>
          <div>
            <Text fw={650} size="lg" component="h2" m={0} td={a.withdrawn ? "line-through" : undefined}>
              {a.title}
            </Text>
            <Text style={{ whiteSpace: "pre-wrap" }} maw="75ch">
              {a.text}
            </Text>
            <Text size="xs" c="dimmed" mt={4}>
              {a.author} · <RelativeTime time={a.time} />
              {a.withdrawn ? ` · ${t("announcements.withdrawn")}` : ""}
            </Text>
          </div>
          {everybody > 0 ? (
            <Group gap="md" wrap="nowrap">
              <Progress
                value={(a.acked.length / everybody) * 100}
                w={160}
                aria-label={t("announcements.figure", { done: a.acked.length, count: everybody })}
              />
              <Text size="sm" className="figures">
                {t("announcements.figure", { done: a.acked.length, count: everybody })}
              </Text>
              <Button size="compact-sm" variant="subtle" onClick={() => setOpen(!open)} aria-expanded={open}>
                {t(open ? "announcements.hideWho" : "announcements.showWho")}
              </Button>
            </Group>
          ) : null}
          {open ? (
            <Group align="flex-start" gap="xl">
              <Names
                title={t("announcements.waiting")}
                names={a.waiting}
                none={t("announcements.waitingNone")}
              />
              <div>
                <Text size="xs" fw={600} c="dimmed">
                  {t("announcements.acked")}
                </Text>
                {a.acked.map((k) => (
                  <Text key={k.name} size="sm">
                    {k.name}{" "}
                    <Text span size="xs" c="dimmed">
                      {k.station} · <RelativeTime time={k.time} />
                    </Text>
                  </Text>
                ))}
              </div>
            </Group>
          ) : null}
        </Stack>
        <Stack gap="xs" align="flex-end">
          {!a.mine && !a.withdrawn && can("announcement.ack") ? (
            <Button
              leftSection={<Check size={16} aria-hidden />}
              loading={acknowledge.isPending}
              onClick={() => acknowledge.mutate()}
            >
              {t("shell.acknowledge")}
            </Button>
          ) : null}
          {!a.withdrawn && can("announcement.publish") ? (
            <Button
              variant="default"
              size="xs"
              leftSection={<Undo2 size={14} aria-hidden />}
              onClick={onWithdraw}
            >
              {t("announcements.withdraw")}
            </Button>
          ) : null}
        </Stack>
      </Group>
      {acknowledge.error ? <Refusal error={toBackendError(acknowledge.error)} /> : null}
    </Card>
  );
}

function Names({
  title,
  names,
  none,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly none: string;
}) {
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed">
        {title}
      </Text>
      {names.length === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        names.map((n) => (
          <Text key={n} size="sm">
            {n}
          </Text>
        ))
      )}
    </div>
  );
}

/** Writes one to every station. */
export function PublishDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("announcements.new")} size="lg">
      <PublishForm onDone={onClose} />
    </Dialog>
  );
}

function PublishForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState({ title: "", text: "", level: "info" });
  const publish = useMutation({ mutationFn: () => api.notices.publish(form), onSuccess: onDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <SegmentedControl
          aria-label={t("announcements.level")}
          value={form.level}
          onChange={(level) => setForm({ ...form, level })}
          data={["info", "success", "warning", "error"].map((value) => ({
            value,
            label: t(`states.${value}`),
          }))}
        />
        <TextInput
          label={t("announcements.titleField")}
          required
          maxLength={120}
          data-autofocus
          value={form.title}
          onChange={(e) => setForm({ ...form, title: e.currentTarget.value })}
        />
        <Textarea
          label={t("announcements.textField")}
          autosize
          minRows={3}
          maxLength={2000}
          value={form.text}
          onChange={(e) => setForm({ ...form, text: e.currentTarget.value })}
        />
        <Text size="sm" c="dimmed">
          {t("announcements.publishHint")}
        </Text>
        {publish.error ? <Refusal error={toBackendError(publish.error)} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={publish.isPending} disabled={form.title.trim() === ""}>
            {t("announcements.publish")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
