import { Button, Group, Modal, Radio, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Gavel, ShieldCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { toBackendError } from "../../backend/errors";
import type { Conflict } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { CustodyLine } from "../../ui/CustodyLine";
import { EmptyState } from "../../ui/EmptyState";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import classes from "./Conflicts.module.css";

/** What does not add up, open ones first; an administrator decides, and the finding stays. */
export function Conflicts() {
  const { t } = useTranslation();
  const api = useApi();
  const [resolving, setResolving] = useState<Conflict | null>(null);
  const query = useQuery({
    queryKey: ["conflicts"],
    queryFn: api.conflicts.list,
    meta: { topics: ["items"] },
  });
  return (
    <>
      <Shown query={query}>
        {(all) =>
          all.length === 0 ? (
            <Card>
              <EmptyState icon={ShieldCheck} title={t("conflicts.empty")} hint={t("conflicts.emptyHint")} />
            </Card>
          ) : (
            <Stack gap="md">
              {[...all]
                .sort((a, b) => Number(b.state === "Open") - Number(a.state === "Open"))
                .map((c) => (
                  <One key={c.id} conflict={c} onResolve={() => setResolving(c)} />
                ))}
            </Stack>
          )
        }
      </Shown>
      <Modal
        opened={resolving !== null}
        onClose={() => setResolving(null)}
        title={t("conflicts.resolveTitle")}
        size="lg"
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        {resolving ? <ResolveForm conflict={resolving} onDone={() => setResolving(null)} /> : null}
      </Modal>
    </>
  );
}

function One({ conflict: c, onResolve }: { readonly conflict: Conflict; readonly onResolve: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  // One column for each station: what each side of the split did.
  const sides = [...new Set(c.events.map((e) => e.station))];
  return (
    <Card>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Group gap="sm">
            <StateChip kind="conflict" state={c.state} />
            <Text size="xs" c="dimmed">
              {t("conflicts.found")} <RelativeTime time={c.found} />
            </Text>
          </Group>
          <Text component="h2" fw={650} size="lg" mt={6} mb={2}>
            {c.title}
          </Text>
          <Group gap="md">
            {c.items.map((i) => (
              <Group key={i.id} gap={8}>
                <Text size="sm">{t("conflicts.now")}</Text>
                <Link to={`/items/${i.id}`} style={{ color: "inherit" }}>
                  {i.model} {i.number}
                </Link>
                <StateChip kind="item" state={i.status} />
              </Group>
            ))}
          </Group>
        </div>
        {c.state === "Open" && can("conflict.resolve") ? (
          <Button leftSection={<Gavel size={16} aria-hidden />} onClick={onResolve}>
            {t("conflicts.resolve")}
          </Button>
        ) : null}
      </Group>
      <div className={classes.sides}>
        {sides.map((side) => (
          <section key={side} className={classes.side} aria-label={side}>
            <Text fw={600} size="sm" mb="sm">
              {side}
            </Text>
            <CustodyLine events={c.events.filter((e) => e.station === side)} empty="" />
          </section>
        ))}
      </div>
      {c.finding ? (
        <Text size="sm" mt="md">
          <b>{t("conflicts.finding")}</b> {c.finding}
          <Text span size="xs" c="dimmed">
            {" "}
            {c.closedBy} · <RelativeTime time={c.closedAt} />
          </Text>
        </Text>
      ) : null}
    </Card>
  );
}

function ResolveForm({ conflict, onDone }: { readonly conflict: Conflict; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [holder, setHolder] = useState<string | null>(null);
  const [finding, setFinding] = useState("");
  const save = useMutation({
    mutationFn: () =>
      api.conflicts.resolve(conflict.id, finding.trim(), holder === "nobody" ? "" : (holder ?? "")),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Radio.Group label={t("conflicts.who")} value={holder} onChange={setHolder} required>
          <Stack gap="xs" mt="xs">
            {conflict.people.map((p) => (
              <Radio
                key={p.id}
                value={p.id}
                label={t("conflicts.has", { name: p.name })}
                description={t("conflicts.hasHint")}
              />
            ))}
            <Radio value="nobody" label={t("conflicts.nobody")} description={t("conflicts.nobodyHint")} />
          </Stack>
        </Radio.Group>
        <Textarea
          label={t("conflicts.findingField")}
          description={t("conflicts.findingHint")}
          required
          autosize
          minRows={3}
          maxLength={1000}
          value={finding}
          onChange={(e) => setFinding(e.currentTarget.value)}
        />
        {save.error ? <Refusal error={toBackendError(save.error)} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("common.cancel")}
          </Button>
          <Button
            type="submit"
            loading={save.isPending}
            disabled={holder === null || finding.trim().length < 3}
          >
            {t("conflicts.close")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
