import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { HistoryEvent } from "../backend/types.gen";
import { shortTime } from "../domain/times";
import classes from "./CustodyLine.module.css";
import { RelativeTime } from "./RelativeTime";

/** What happened to one item or person, with its receipts. What does not count is struck through and says why. */
export function CustodyLine({
  events,
  empty,
  exact = false,
}: {
  readonly events: readonly HistoryEvent[];
  readonly empty: string;
  /** The time of the day beside "4 h ago", where minutes matter. */
  readonly exact?: boolean;
}) {
  const { t } = useTranslation();
  if (events.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  }
  return (
    <ol className={classes.line}>
      {events.map((e) => (
        <li key={e.entry} className={classes.event} data-void={e.quarantined || undefined}>
          <span className={classes.dot} data-kind={e.kind} aria-hidden />
          <div className={classes.head}>
            <Text size="sm" fw={600} className={classes.said}>
              {e.title}
            </Text>
            <Text size="xs" c="dimmed" mt={2} className={classes.when}>
              {exact ? `${shortTime(e.time)} · ` : ""}
              <RelativeTime time={e.time} />
            </Text>
          </div>
          {e.detail ? (
            <Text size="sm" className={classes.said}>
              {e.detail}
            </Text>
          ) : null}
          {e.quarantined ? <Text className={classes.void}>{t("custody.quarantined")}</Text> : null}
          <Text size="xs" c="dimmed">
            {[e.second ? t("custody.second", { account: e.account, second: e.second }) : e.account, e.station]
              .filter(Boolean)
              .join(" · ")}
            {e.receiptNo ? " · " : ""}
            {e.receiptNo && e.transaction ? (
              <Anchor component={Link} to={`/transactions/${e.transaction}`} size="xs" underline="always">
                {t("custody.receipt", { no: e.receiptNo })}
              </Anchor>
            ) : null}
            {e.clockSuspect ? ` · ${t("custody.clock")}` : ""}
          </Text>
        </li>
      ))}
    </ol>
  );
}
