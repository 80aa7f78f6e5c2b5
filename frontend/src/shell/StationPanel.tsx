import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Lan, Shell, StationRow } from "../backend/types.gen";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { ClockOffset } from "../ui/ClockOffset";
import { RelativeTime, useRelative } from "../ui/RelativeTime";
import { StateChip } from "../ui/StateChip";
import classes from "./Shell.module.css";

/** What the status chip says in a word, in sentences and figures: this station, the hub, and the others. */
export function StationPanel({
  shell,
  fresh,
  onLeave,
}: {
  readonly shell: Shell;
  /** How fresh this screen is, in words. */
  readonly fresh: string;
  /** Called when it leads to another page. */
  readonly onLeave: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const mayLook = useCan()("read");
  const lan = useQuery({ queryKey: ["stations", "lan"], queryFn: api.stations.lan, enabled: mayLook }).data;
  const others = lan?.stations.filter((s) => !s.this && s.state !== "revoked").sort(inOrder) ?? [];
  return (
    <Stack gap="md">
      <div>
        <Text fw={650}>{t(`shell.role.${shell.role}`, { hub: shell.hub })}</Text>
        <Meaning shell={shell} lan={lan} lonely={lan !== undefined && others.length === 0} />
      </div>
      <Stack gap={6}>
        {lan && others.length > 0 ? <LanFacts lan={lan} others={others} /> : null}
        <Fact label={t("shell.fact.waiting")}>
          {shell.waiting > 0 ? shell.waiting.toLocaleString() : t("shell.fact.noneWaiting")}
        </Fact>
        <Fact label={t("shell.fact.entries")}>{shell.entries.toLocaleString()}</Fact>
        <Fact label={t("shell.fact.screen")}>{fresh}</Fact>
        <Fact label={t("shell.fact.version")}>{shell.version}</Fact>
      </Stack>
      {shell.clockWarning ? (
        <Text size="sm" style={{ color: "var(--tone-amber-fg)" }}>
          {shell.clockWarning}
        </Text>
      ) : null}
      {others.length > 0 ? (
        <div>
          <Text size="xs" fw={600} c="dimmed" mb={4}>
            {t("shell.fact.others")}
          </Text>
          {/* It scrolls: who has no mouse gets into it as well. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to take the focus */}
          <section className={classes.others} tabIndex={0} aria-label={t("shell.fact.others")}>
            {others.map((s) => (
              <Other key={s.id} station={s} />
            ))}
          </section>
        </div>
      ) : null}
      {mayLook ? (
        <Anchor component={Link} to="/stations" size="sm" onClick={onLeave}>
          {t("shell.openStations")}
        </Anchor>
      ) : null}
    </Stack>
  );
}

/** What it means for who works here, in one sentence. */
function Meaning({
  shell,
  lan,
  lonely,
}: {
  readonly shell: Shell;
  readonly lan: Lan | undefined;
  readonly lonely: boolean;
}) {
  const { t } = useTranslation();
  const words = lan?.barred
    ? t(`stations.barred.${lan.barred}`)
    : lonely
      ? t("shell.meaning.only")
      : t(`shell.meaning.${shell.role}`, { hub: shell.hub });
  return (
    <Text size="sm" c={lan?.barred ? "var(--tone-red-fg)" : "dimmed"}>
      {words}
    </Text>
  );
}

function LanFacts({ lan, others }: { readonly lan: Lan; readonly others: readonly StationRow[] }) {
  const { t } = useTranslation();
  const here = lan.stations.find((s) => s.this);
  return (
    <>
      <Fact label={t("shell.fact.hub")}>
        {lan.hubId === ""
          ? t("shell.fact.noHub")
          : lan.hubId === here?.id
            ? t("shell.fact.thisOne", { station: here.name })
            : lan.hub}
      </Fact>
      <Fact label={t("shell.fact.since")}>
        <RelativeTime time={lan.since} />
      </Fact>
      <Fact label={t("shell.fact.connected")}>
        {t("shell.fact.of", { done: others.filter((s) => s.role !== "").length, count: others.length })}
      </Fact>
      <Fact label={t("shell.fact.clock")}>
        {lan.role === "hub" ? (
          t("shell.fact.clockOfHub")
        ) : lan.clockMs === null ? (
          t("shell.fact.noClock")
        ) : (
          // The figure is of the hub's clock; what is said is of this one's.
          <ClockOffset ms={-lan.clockMs} />
        )}
      </Fact>
      <Fact label={t("shell.fact.discovery")}>{t(`shell.discovery.${lan.discovery}`)}</Fact>
    </>
  );
}

function Other({ station }: { readonly station: StationRow }) {
  const { t } = useTranslation();
  const near = station.role !== "";
  return (
    <div className={classes.other}>
      <div style={{ minWidth: 0 }}>
        <Text size="sm" truncate title={station.name}>
          {station.name}
        </Text>
        <Text size="xs" c="dimmed" className="figures">
          {near ? (
            [
              t("stations.ms", { ms: station.delayMs }),
              // The chip of one that catches up has the figure.
              station.behind > 0 ? "" : t("stations.upToDate"),
              station.foundBy ? t(`stations.found.${station.foundBy}`) : "",
            ]
              .filter(Boolean)
              .join(" · ")
          ) : (
            <LastSeen time={station.lastSeen} />
          )}
        </Text>
      </div>
      <StateChip kind="station" state={station.state} count={station.behind} />
    </div>
  );
}

function LastSeen({ time }: { readonly time: string }) {
  const { t } = useTranslation();
  const ago = useRelative(time);
  return ago === "" ? t("stations.neverSeen") : t("stations.seenAgo", { ago });
}

/** The hub first, who is out of sight last. */
function inOrder(a: StationRow, b: StationRow): number {
  const rank = (s: StationRow) => (s.hub ? 0 : s.role !== "" ? 1 : 2);
  return rank(a) - rank(b) || a.name.localeCompare(b.name);
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="sm" fw={550} ta="right" className="figures" component="div">
        {children}
      </Text>
    </div>
  );
}
