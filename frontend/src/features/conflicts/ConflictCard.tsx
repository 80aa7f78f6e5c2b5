import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Conflict } from "../../backend/types.gen";
import { said } from "../../i18n/said";
import { useCan } from "../../state/session";
import { CustodyLine } from "../../ui/CustodyLine";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./Conflicts.module.css";
import { Decision } from "./Decision";
import { conflictLook } from "./kinds";
import { Standing } from "./Standing";

/** One conflict: what it is, what each side did, what holds now, and what may be done about it. */
export function ConflictCard({ conflict: c }: { readonly conflict: Conflict }) {
  const { t } = useTranslation();
  const can = useCan();
  const { icon: Icon, label } = conflictLook(c.kind);
  const open = c.state === "Open";
  return (
    <article aria-label={said(c.title)}>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <span className={classes.mark} data-open={open || undefined}>
          <Icon size={22} aria-hidden />
        </span>
        <div className={classes.grow}>
          <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start">
            <Text component="h2" fw={650} size="lg">
              {said(c.title)}
            </Text>
            <StateChip kind="conflict" state={c.state} />
          </Group>
          <Text size="sm" c="dimmed" mt={2} maw={760}>
            {t(label)} {t("conflicts.found")} <RelativeTime time={c.found} />.
          </Text>
        </div>
      </Group>
      <div className={classes.sides}>
        {c.sides.map((side) => {
          const name =
            side.branch > 0 ? t("conflicts.branch", { station: side.station, n: side.branch }) : side.station;
          return (
            <div
              role="group"
              key={`${side.stationId} ${side.branch}`}
              className={classes.side}
              aria-label={name}
            >
              <Text fw={600} size="sm" mb="sm">
                {name}
              </Text>
              <CustodyLine events={side.events} empty="" exact />
              {side.more > 0 ? (
                <Text size="xs" c="dimmed" pb="sm">
                  {t("conflicts.more", { count: side.more })}
                </Text>
              ) : null}
            </div>
          );
        })}
      </div>
      <Standing conflict={c} />
      {open ? <Decision conflict={c} may={can("conflict.resolve")} /> : null}
      {c.finding ? (
        <Text size="sm" mt="md">
          <b>{t("conflicts.finding")}</b> {c.finding}
          <Text span size="xs" c="dimmed">
            {" "}
            {c.closedBy} · <RelativeTime time={c.closedAt} />
          </Text>
        </Text>
      ) : null}
    </article>
  );
}
