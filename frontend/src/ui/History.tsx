import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { HistoryEvent } from "../backend/types.gen";
import { CustodyLine } from "./CustodyLine";
import { RecordSection } from "./Record";

/** Entries shown before somebody asks for the older ones. */
const firstEvents = 25;

/** What happened to a record, newest first, with the way to its receipts. */
export function History({
  title,
  events,
  older,
  empty,
  receipts,
}: {
  readonly title: string;
  readonly events: readonly HistoryEvent[];
  /** There are more than the station sends. */
  readonly older: boolean;
  readonly empty: string;
  /** Address of the transactions narrowed to this record. */
  readonly receipts: string;
}) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, firstEvents);
  return (
    <RecordSection
      title={title}
      aside={
        <Anchor component={Link} to={receipts} size="sm">
          {t("history.receipts")}
        </Anchor>
      }
    >
      <Stack gap="sm" align="flex-start" mt={12}>
        <div style={{ width: "100%" }}>
          <CustodyLine events={shown} empty={empty} />
        </div>
        {events.length > shown.length ? (
          <Button variant="default" size="xs" onClick={() => setAll(true)}>
            {t("history.more", { count: events.length - shown.length })}
          </Button>
        ) : null}
        {older && events.length === shown.length ? (
          <Text size="sm" c="dimmed">
            {t("history.older", { count: events.length })}
          </Text>
        ) : null}
      </Stack>
    </RecordSection>
  );
}
