import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Radio, Send } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import { clockTime } from "../../domain/times";
import { useApi, useDoors } from "../../state/doors";
import { EmptyState } from "../../ui/EmptyState";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { StateChip } from "../../ui/StateChip";
import classes from "./Feeds.module.css";
import { type Feed, FeedLink, type FeedMessage, feeds, type LinkState } from "./feedLink";

const kept = 200;
const levels = ["info", "success", "warning", "error"] as const;

/** The live feeds as another program sees them; in the window, where they are. */
export function Feeds() {
  const { t } = useTranslation();
  const { backend } = useDoors();
  if (backend.kind === "window") {
    return (
      <Card>
        <EmptyState icon={Radio} title={t("feeds.window")} hint={t("feeds.windowHint")} />
      </Card>
    );
  }
  return <Live />;
}

interface Line extends FeedMessage {
  readonly n: number;
}

function Live() {
  const { t } = useTranslation();
  const [states, setStates] = useState<
    Readonly<Record<string, { readonly state: LinkState; readonly why: string }>>
  >({});
  const [lines, setLines] = useState<readonly Line[]>([]);
  const links = useRef<readonly FeedLink[]>([]);
  const count = useRef(0);

  useEffect(() => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const events = {
      onState: (feed: Feed, state: LinkState, why: string) =>
        setStates((s) => ({ ...s, [feed]: { state, why } })),
      onMessage: (m: FeedMessage) => {
        count.current += 1;
        const line = { ...m, n: count.current };
        setLines((before) => [line, ...before].slice(0, kept));
      },
    };
    links.current = feeds.map(
      (feed) => new FeedLink(feed, `${scheme}//${location.host}/ws/${feed}/`, events),
    );
    for (const link of links.current) link.open();
    return () => {
      for (const link of links.current) link.close();
    };
  }, []);

  const anyOpen = feeds.some((f) => states[f]?.state === "open");
  return (
    <div className={classes.grid}>
      <Stack gap="md">
        <Card>
          <Group justify="space-between" mb="xs">
            <Text component="h2" fw={650} m={0}>
              {t("feeds.connections")}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              disabled={!anyOpen}
              onClick={() => {
                for (const link of links.current) link.ping();
              }}
            >
              {t("feeds.ping")}
            </Button>
          </Group>
          {feeds.map((feed) => {
            const { state, why } = states[feed] ?? { state: "connecting" as const, why: "" };
            return (
              <div key={feed} className={classes.feed}>
                <span className={classes.path}>
                  /ws/{feed}/{why ? <Text size="xs">{why}</Text> : null}
                </span>
                <StateChip kind="feed" state={state} />
              </div>
            );
          })}
        </Card>
        <TestNotification />
      </Stack>
      <Card pad={false}>
        {lines.length === 0 ? (
          <EmptyState icon={Radio} title={t("feeds.empty")} hint={t("feeds.emptyHint")} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          <ul className={classes.list} tabIndex={0} aria-label={t("feeds.messages")}>
            {lines.map((m) => (
              <li key={m.n} className={`${classes.message} changed`}>
                <Group gap="sm">
                  <Text size="xs" c="dimmed" className="figures">
                    {clockTime(m.at)}
                  </Text>
                  <Code>{m.feed}</Code>
                  <Text size="sm" fw={600}>
                    {m.sent ? t("feeds.sent", { type: m.type }) : m.type}
                  </Text>
                </Group>
                <div className={classes.raw}>{m.text}</div>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

function TestNotification() {
  const { t } = useTranslation();
  const api = useApi();
  const notify = useMutation({
    mutationFn: (level: string) =>
      api.notices.notify({
        level,
        title: t("feeds.testTitle", { level: t(`states.${level}`) }),
        text: t("feeds.testText"),
      }),
  });
  return (
    <Card>
      <Stack gap="sm">
        <Text component="h2" fw={650} m={0}>
          {t("feeds.test")}
        </Text>
        <Text size="sm" c="dimmed">
          {t("feeds.testHint")}
        </Text>
        <Group gap="xs">
          {levels.map((level) => (
            <Button
              key={level}
              size="xs"
              variant="default"
              leftSection={<Send size={14} aria-hidden />}
              onClick={() => notify.mutate(level)}
            >
              {t(`states.${level}`)}
            </Button>
          ))}
        </Group>
        {notify.error ? <Refusal error={toBackendError(notify.error)} /> : null}
      </Stack>
    </Card>
  );
}
