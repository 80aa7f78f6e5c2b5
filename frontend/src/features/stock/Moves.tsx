import { Anchor, Button, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockEvent } from "../../backend/types.gen";
import { RelativeTime } from "../../ui/RelativeTime";
import classes from "./Stock.module.css";
import { figure } from "./StockTable";
import { signed } from "./words";

/** Movements shown before somebody asks for the older ones. */
const firstMoves = 25;

/** What moved a line, newest first, each with what came in or went; of a count what was there. */
export function Moves({
  events,
  older,
}: {
  readonly events: readonly StockEvent[];
  /** There are more than the station sends. */
  readonly older: boolean;
}) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, firstMoves);
  if (events.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("stock.moves.empty")}
      </Text>
    );
  }
  return (
    <>
      <ol className={classes.ledger}>
        {shown.map((e) => (
          <li key={e.entry} data-void={e.quarantined || undefined}>
            <div className={classes.said}>
              <Text size="sm" fw={600} inherit={false}>
                {e.title}
              </Text>
              {e.detail ? <Text size="sm">{e.detail}</Text> : null}
            </div>
            <Quantity event={e} />
            <Text size="xs" c="dimmed">
              {[e.account, e.station].filter(Boolean).join(" · ")}
              {e.receiptNo && e.transaction ? (
                <>
                  {" · "}
                  <Anchor component={Link} to={`/transactions/${e.transaction}`} size="xs" underline="always">
                    {t("custody.receipt", { no: e.receiptNo })}
                  </Anchor>
                </>
              ) : null}
              {e.clockSuspect ? ` · ${t("custody.clock")}` : ""}
            </Text>
            <Text size="xs" c="dimmed" ta="right">
              <RelativeTime time={e.time} />
            </Text>
            {e.quarantined ? <span className={classes.void}>{t("custody.quarantined")}</span> : null}
          </li>
        ))}
      </ol>
      {events.length > shown.length ? (
        <Button variant="default" size="xs" onClick={() => setAll(true)}>
          {t("history.more", { count: events.length - shown.length })}
        </Button>
      ) : null}
      {older && events.length === shown.length ? (
        <Text size="sm" c="dimmed" mt="xs">
          {t("stock.moves.older", { count: events.length })}
        </Text>
      ) : null}
    </>
  );
}

function Quantity({ event: e }: { readonly event: StockEvent }) {
  if (e.counted) return <span className={`${classes.quantity} figures`}>= {figure(e.quantity)}</span>;
  return (
    <span className={`${classes.quantity} figures`} data-way={e.quantity > 0 ? "in" : "out"}>
      {e.quantity === 0 ? "" : signed(e.quantity)}
    </span>
  );
}
