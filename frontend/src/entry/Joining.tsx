import { Button, Group, Loader, Radio, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../backend/errors";
import type { FoundStation, JoinState, SetupState } from "../backend/types.gen";
import { useApi } from "../state/doors";
import { useSession } from "../state/session";
import { Refusal } from "../ui/Refusal";
import classes from "./Entry.module.css";
import { EntryPage } from "./EntryPage";
import { JoinProgress } from "./JoinProgress";
import { asCode, isWholeCode } from "./joinCode";
import { setupToken } from "./setupToken";

/** How often a join that is under way is looked at, in milliseconds. */
const lookEvery = 400;
const byHand = "by hand";

const under = (state: JoinState | undefined) =>
  state !== undefined && !["idle", "failed"].includes(state.state);

/** Makes this PC a station of a site that exists: its name, the join code, where the other station is; then the way in. */
export function Joining({ setup, onBack }: { readonly setup: SetupState; readonly onBack: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const client = useQueryClient();
  const { reread } = useSession();
  const [name, setName] = useState(setup.hostName);
  const [code, setCode] = useState("");
  const [where, setWhere] = useState("");
  const [typed, setTyped] = useState("");
  useEffect(() => {
    document.title = `${t("join.title")} · ArmGuard`;
  }, [t]);
  const state = useQuery({
    queryKey: ["joining"],
    queryFn: api.setup.joinState,
    refetchInterval: (query) =>
      under(query.state.data) && query.state.data?.state !== "done" ? lookEvery : false,
  });
  const look = (now: JoinState) => client.setQueryData(["joining"], now);
  const join = useMutation({
    mutationFn: () =>
      api.setup.join(
        { station: name.trim(), code, address: where === byHand ? typed.trim() : where },
        setupToken(),
      ),
    onSuccess: look,
  });
  const cancel = useMutation({ mutationFn: () => api.setup.cancelJoin(setupToken()), onSuccess: look });

  if (under(state.data) && state.data)
    return <JoinProgress state={state.data} name={name} onCancel={() => cancel.mutate()} onDone={reread} />;

  const failed = state.data?.state === "failed" ? state.data.problem : null;
  const problem = join.error ? toBackendError(join.error) : failed;
  const whole = name.trim() !== "" && isWholeCode(code) && (where !== byHand || typed.trim() !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (whole) join.mutate();
  };
  return (
    <EntryPage width={720}>
      <form onSubmit={submit}>
        <Title order={1} fz="1.5rem">
          {t("join.title")}
        </Title>
        <Text c="dimmed" mb="lg" maw="65ch">
          {t("join.lead")}
        </Text>
        <Stack gap="lg">
          <TextInput
            label={t("join.code")}
            description={t("join.codeHint")}
            required
            autoFocus
            autoComplete="off"
            spellCheck={false}
            size="md"
            classNames={{ input: classes.code }}
            placeholder="____-____-____-____-____-____-____-____"
            value={code}
            onChange={(e) => setCode(asCode(e.currentTarget.value))}
          />
          <TextInput
            label={t("join.name")}
            description={t("join.nameHint")}
            required
            maxLength={40}
            value={name}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <Where where={where} typed={typed} onWhere={setWhere} onTyped={setTyped} />
          {problem ? <Refusal error={problem} /> : null}
          <Group>
            <Button type="submit" size="md" loading={join.isPending} disabled={!whole}>
              {problem ? t("join.again") : t("join.join")}
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

/** Where the station is that gave the code: found by itself, one of those seen, or an address. */
function Where({
  where,
  typed,
  onWhere,
  onTyped,
}: {
  readonly where: string;
  readonly typed: string;
  readonly onWhere: (where: string) => void;
  readonly onTyped: (address: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const found = useQuery({
    queryKey: ["foundStations"],
    queryFn: () => api.setup.findStations(setupToken()),
    refetchInterval: 10_000,
  });
  return (
    <Radio.Group label={t("join.where")} value={where} onChange={onWhere}>
      <Stack gap="xs" mt="xs">
        <Radio
          value=""
          label={t("join.anywhere")}
          description={<Seen found={found.data} looking={found.isFetching} />}
        />
        {(found.data ?? []).map((f) => (
          <Radio key={f.address} value={f.address} label={t("join.at", { address: f.address })} />
        ))}
        <Radio value={byHand} label={t("join.typed")} />
        {where === byHand ? (
          <TextInput
            ml={32}
            maw={360}
            aria-label={t("join.address")}
            placeholder="192.168.1.20:7443"
            autoFocus
            value={typed}
            onChange={(e) => onTyped(e.currentTarget.value)}
          />
        ) : null}
      </Stack>
    </Radio.Group>
  );
}

function Seen({
  found,
  looking,
}: {
  readonly found: readonly FoundStation[] | undefined;
  readonly looking: boolean;
}) {
  const { t } = useTranslation();
  const count = found?.length ?? 0;
  return (
    <span role="status" className={classes.seen}>
      {looking && count === 0 ? <Loader size={12} /> : null}
      {looking && count === 0 ? t("join.looking") : t("join.seen", { count })}
    </span>
  );
}
