import { Button, Group, Loader, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { Invitation } from "../../backend/types.gen";
import { useNow } from "../../state/clock";
import { useApi } from "../../state/doors";
import { DialogForm } from "../../ui/DialogForm";
import { Refusal } from "../../ui/Refusal";
import classes from "./LanPicture.module.css";

/** Lets one more PC into the site: the password, the join code, six digits to compare, and what came of it. */
export function Invite({ onDone }: { readonly onDone: () => void }) {
  const api = useApi();
  const client = useQueryClient();
  const [begun, setBegun] = useState(false);
  const key = ["stations", "invitation"];
  const query = useQuery({ queryKey: key, queryFn: api.stations.invitation });
  const keep = (next: Invitation) => client.setQueryData(key, next);
  const now = query.data;
  const open = now && ["waiting", "comparing", "admitting"].includes(now.state);
  if (!now) return null;
  if (!open && !begun)
    return (
      <Ask
        onCode={(next) => {
          keep(next);
          setBegun(true);
        }}
        onCancel={onDone}
      />
    );
  return <Under now={now} keep={keep} onAgain={() => setBegun(false)} onDone={onDone} />;
}

function Ask({
  onCode,
  onCancel,
}: {
  readonly onCode: (i: Invitation) => void;
  readonly onCancel: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [password, setPassword] = useState("");
  const invite = useMutation({ mutationFn: () => api.stations.invite(password), onSuccess: onCode });
  return (
    <DialogForm
      submit={t("stations.showCode")}
      disabled={password === ""}
      pending={invite.isPending}
      error={invite.error}
      onSubmit={invite.mutate}
      onCancel={onCancel}
    >
      <Text size="sm">{t("stations.inviteLead")}</Text>
      <PasswordInput
        label={t("stations.yourPassword")}
        data-autofocus
        required
        autoComplete="current-password"
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
      />
    </DialogForm>
  );
}

function Under({
  now,
  keep,
  onAgain,
  onDone,
}: {
  readonly now: Invitation;
  readonly keep: (i: Invitation) => void;
  readonly onAgain: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const cancel = useMutation({
    mutationFn: api.stations.cancelInvite,
    onSuccess: (next) => {
      keep(next);
      onDone();
    },
  });
  const admit = useMutation({ mutationFn: api.stations.admit, onSuccess: keep });
  const takeBack = (
    <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      {t("stations.takeBack")}
    </Button>
  );
  switch (now.state) {
    case "waiting":
      return (
        <Stack>
          <Text size="sm">{now.mine ? t("stations.typeCode") : t("stations.codeOf", { by: now.by })}</Text>
          {now.code ? <Code code={now.code} /> : null}
          <Group justify="space-between">
            <Text size="sm" c="dimmed" role="status">
              <Left until={now.expires} />
              {now.at ? ` · ${t("stations.reachedAt", { at: now.at })}` : ""}
            </Text>
            {takeBack}
          </Group>
        </Stack>
      );
    case "comparing":
      return (
        <Stack>
          <Text role="status">{t("stations.compare", { name: now.name, address: now.address })}</Text>
          <div className={classes.digits} role="img" aria-label={[...now.digits].join(" ")}>
            {now.digits.slice(0, 3)} {now.digits.slice(3)}
          </div>
          {admit.error ? <Refusal error={toBackendError(admit.error)} /> : null}
          {now.mine ? (
            <Group justify="flex-end">
              <Button variant="default" disabled={admit.isPending} onClick={() => admit.mutate(false)}>
                {t("stations.differ")}
              </Button>
              <Button loading={admit.isPending} onClick={() => admit.mutate(true)}>
                {t("stations.same")}
              </Button>
            </Group>
          ) : (
            <Text size="sm" c="dimmed">
              {t("stations.onlyBy", { by: now.by })}
            </Text>
          )}
        </Stack>
      );
    case "admitting":
      return (
        <Group role="status">
          <Loader size="sm" />
          <Text>{t("stations.admitting", { name: now.name })}</Text>
        </Group>
      );
    case "done":
      return (
        <Stack role="status">
          <Group gap="sm">
            <CircleCheck size={28} aria-hidden style={{ color: "var(--tone-teal-fg)" }} />
            <Text fw={600}>{t("stations.joined", { name: now.name })}</Text>
          </Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={onAgain}>
              {t("stations.another")}
            </Button>
            <Button onClick={onDone}>{t("common.close")}</Button>
          </Group>
        </Stack>
      );
    default:
      return (
        <Stack>
          {now.problem ? <Refusal error={now.problem} /> : <Text>{t("stations.expired")}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onDone}>
              {t("common.close")}
            </Button>
            <Button onClick={onAgain}>{t("stations.newCode")}</Button>
          </Group>
        </Stack>
      );
  }
}

/** A join code in two lines of four groups, so that it can be read out. */
function Code({ code }: { readonly code: string }) {
  const groups = code.split("-");
  const half = Math.ceil(groups.length / 2);
  return (
    <div className={classes.code}>
      {groups.slice(0, half).join("-")}-
      <br />
      {groups.slice(half).join("-")}
    </div>
  );
}

function Left({ until }: { readonly until: string }) {
  const { t } = useTranslation();
  const minutes = Math.max(0, Math.ceil((Date.parse(until) - useNow()) / 60_000));
  return t("stations.goodFor", { count: minutes });
}
