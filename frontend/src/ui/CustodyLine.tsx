import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { HistoryEvent } from "../backend/types.gen";
import classes from "./CustodyLine.module.css";
import { RelativeTime } from "./RelativeTime";

/** What happened to one item or person, newest first, with its receipts. */
export function CustodyLine({
  events,
  empty,
}: {
  readonly events: readonly HistoryEvent[];
  readonly empty: string;
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
        <li key={e.entry} className={classes.event}>
          <span className={classes.dot} data-kind={e.kind} aria-hidden />
          <div className={classes.head}>
            <Text size="sm" fw={600}>
              {e.title}
            </Text>
            <RelativeTime time={e.time} size="xs" c="dimmed" mt={2} />
          </div>
          {e.detail ? <Text size="sm">{e.detail}</Text> : null}
          <Text size="xs" c="dimmed">
            {[e.account, e.station].filter(Boolean).join(" · ")}
            {e.receiptNo ? " · " : ""}
            {e.receiptNo && e.transaction ? (
              <Anchor component={Link} to={`/transactions/${e.transaction}`} size="xs">
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
