import { Button, Group, Progress, Text } from "@mantine/core";
import { ClipboardPen, Undo2, Wrench } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ItemRecord } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { CustodyLine } from "../../ui/CustodyLine";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { Fact, Facts, RecordSection, Toned } from "../../ui/Record";
import { RelativeTime } from "../../ui/RelativeTime";
import classes from "./Maintenance.module.css";
import { otherService } from "./service";
import { WorkDialog } from "./WorkDialog";

/** Work shown before somebody asks for the older entries. */
const firstWork = 3;

/** An item's maintenance: how far it is to the next inspection, what was done last, and what can be done now. */
export function Upkeep({ item }: { readonly item: ItemRecord }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [logging, setLogging] = useState(false);
  const [moving, setMoving] = useState(false);
  const [all, setAll] = useState(false);
  const { upkeep: u } = item;
  const work = item.history.filter((e) => e.kind === "maintenance.log");
  const shown = all ? work : work.slice(0, firstWork);
  const other = otherService(item);
  const inspected = u.last.some((w) => w.work === "inspected");
  return (
    <RecordSection title={t("maintenance.title")}>
      <Toned tone={u.due ? "amber" : "plain"}>
        {u.due ? (
          <Text fw={650} mb={6} c="var(--tone-amber-fg)">
            {t("maintenance.dueNow")}
          </Text>
        ) : null}
        <Facts>
          <Fact label={t("maintenance.rounds")}>
            <span className="figures">{u.rounds.toLocaleString()}</span>
          </Fact>
          {u.last.map((w) => (
            <Fact key={w.work} label={t(`maintenance.last.${w.work}`)}>
              <RelativeTime time={w.time} /> · {w.by}
            </Fact>
          ))}
        </Facts>
        {u.everyRounds > 0 || u.everyDays > 0 ? (
          <div className={classes.next}>
            <Text size="xs" className={classes.since}>
              {t(inspected ? "maintenance.sinceInspection" : "maintenance.sinceRegistered")}
            </Text>
            <Towards label={t("maintenance.column.rounds")} n={u.roundsSince} every={u.everyRounds} />
            <Towards label={t("maintenance.column.days")} n={u.daysSince} every={u.everyDays} />
          </div>
        ) : null}
        {can("maintenance.log") ? (
          <Group gap="xs" mt="sm">
            <Button
              size="xs"
              variant="default"
              leftSection={<ClipboardPen size={15} aria-hidden />}
              onClick={() => setLogging(true)}
            >
              {t("maintenance.log")}
            </Button>
            {other ? (
              <Button
                size="xs"
                variant="default"
                leftSection={
                  other.status === "Available" ? (
                    <Undo2 size={15} aria-hidden />
                  ) : (
                    <Wrench size={15} aria-hidden />
                  )
                }
                onClick={() => setMoving(true)}
              >
                {t(other.label)}
              </Button>
            ) : null}
          </Group>
        ) : null}
      </Toned>
      {work.length > 0 ? (
        <div className={classes.work}>
          <CustodyLine events={shown} empty="" />
          {work.length > shown.length ? (
            <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
              {t("maintenance.older", { count: work.length - shown.length })}
            </Button>
          ) : null}
        </div>
      ) : null}
      {item.older && work.length === shown.length ? (
        <Text size="xs" c="dimmed">
          {t("maintenance.before", { count: item.history.length })}
        </Text>
      ) : null}
      <WorkDialog item={logging ? item : null} onClose={() => setLogging(false)} />
      {other ? (
        <ReasonDialog
          opened={moving}
          title={`${t(other.label)}: ${itemName(item)}`}
          text={t(other.text)}
          confirm={t(other.label)}
          onClose={() => setMoving(false)}
          onConfirm={({ reason }) =>
            api.maintenance.setService({ id: item.id, status: other.status, condition: "", reason })
          }
        />
      ) : null}
    </RecordSection>
  );
}

/** How much of what calls for an inspection is used up; nothing where it never does. */
function Towards({
  label,
  n,
  every,
}: {
  readonly label: string;
  readonly n: number;
  readonly every: number;
}) {
  const { t } = useTranslation();
  if (every === 0) return null;
  const words = t("maintenance.of", { n: n.toLocaleString(), every: every.toLocaleString() });
  return (
    <div className={classes.towards}>
      <span>{label}</span>
      <Progress
        value={Math.min(100, (n / every) * 100)}
        color={n >= every ? "var(--tone-amber-mark)" : undefined}
        aria-label={`${label}: ${words}`}
      />
      <span className="figures">{words}</span>
    </div>
  );
}
