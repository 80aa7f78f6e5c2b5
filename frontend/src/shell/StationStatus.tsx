import { Popover, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Shell } from "../backend/types.gen";
import { clockTime } from "../domain/times";
import { useApi, usePushLink } from "../state/doors";
import { StateChip } from "../ui/StateChip";
import classes from "./Shell.module.css";

/** Hub, member or alone, and how fresh this screen is; opens to the same in sentences. */
export function StationStatus({ shell }: { readonly shell: Shell }) {
  const { t } = useTranslation();
  const link = usePushLink();
  const word = t(`shell.role.${shell.role}`, { hub: shell.hub });
  const fresh = link.connected
    ? t("shell.live")
    : t("shell.cutSince", { time: clockTime(new Date(link.since).toISOString()) });
  return (
    <Popover width={360} position="bottom-start">
      <Popover.Target>
        <button type="button" className={classes.status} aria-label={`${word}, ${fresh}`}>
          <span className={classes.live} data-off={!link.connected || undefined} aria-hidden />
          {word} · {fresh}
          {shell.waiting > 0 ? ` · ${t("shell.waiting", { count: shell.waiting })}` : ""}
        </button>
      </Popover.Target>
      <Popover.Dropdown p="lg">
        <StatusPanel shell={shell} fresh={fresh} />
      </Popover.Dropdown>
    </Popover>
  );
}

function StatusPanel({ shell, fresh }: { readonly shell: Shell; readonly fresh: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const stations = useQuery({ queryKey: ["stations"], queryFn: api.stations.list });
  return (
    <Stack gap="md">
      <div>
        <Text fw={650}>{t(`shell.role.${shell.role}`, { hub: shell.hub })}</Text>
        <Text size="sm" c="dimmed">
          {t(`shell.meaning.${shell.role}`, { hub: shell.hub })}
        </Text>
      </div>
      <Stack gap={6}>
        <Fact label={t("shell.fact.screen")} value={fresh} />
        <Fact label={t("shell.fact.entries")} value={shell.entries.toLocaleString()} />
        <Fact
          label={t("shell.fact.waiting")}
          value={shell.waiting > 0 ? shell.waiting.toLocaleString() : t("shell.fact.noneWaiting")}
        />
        <Fact label={t("shell.fact.version")} value={shell.version} />
      </Stack>
      {shell.clockWarning ? (
        <Text size="sm" style={{ color: "var(--tone-amber-fg)" }}>
          {shell.clockWarning}
        </Text>
      ) : null}
      {stations.data && stations.data.length > 1 ? (
        <Stack gap={6}>
          <Text size="xs" fw={600} c="dimmed">
            {t("shell.fact.stations")}
          </Text>
          {stations.data.map((s) => (
            <div key={s.id} style={{ display: "flex", justifyContent: "space-between", gap: 8 }}>
              <Text size="sm">{s.this ? t("shell.thisStation", { name: s.name }) : s.name}</Text>
              <StateChip kind="station" state={s.state} count={s.behind} />
            </div>
          ))}
        </Stack>
      ) : null}
    </Stack>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div style={{ display: "flex", justifyContent: "space-between", gap: 12 }}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text size="sm" fw={550} className="figures">
        {value}
      </Text>
    </div>
  );
}
