import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { HistoryEvent, ItemRecord } from "../../backend/types.gen";
import { exactTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { CustodyLine } from "../../ui/CustodyLine";
import { Mono } from "../../ui/Mono";
import { RecordPanel } from "../../ui/RecordPanel";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { ItemDialog } from "./ItemDialog";
import { ItemNow } from "./ItemNow";
import classes from "./Items.module.css";
import { StatusMenu } from "./StatusMenu";
import { itemName } from "./words";

/** One item at the right of the table: its state, where it is, its fields, everything that happened to it. */
export function ItemPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["items", "record", id],
    queryFn: () => api.inventory.get(id),
    meta: { topics: ["transactions", "conflicts"] },
  });
  const name = query.data ? itemName(query.data) : t(query.error ? "items.missing" : "items.waiting");
  return (
    <RecordPanel title={name} label={t("items.record", { item: name })} onClose={onClose}>
      <Shown query={query} lines={10}>
        {(item) => <Record key={item.id} item={item} />}
      </Shown>
    </RecordPanel>
  );
}

function Record({ item }: { readonly item: ItemRecord }) {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const fact = (label: string, value: ReactNode) =>
    value === "" ? null : (
      <>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </>
    );
  return (
    <div className={classes.record}>
      <Group justify="space-between" mb="md" gap="sm">
        <StateChip kind="item" state={item.status} size="lg" />
        <Group gap="xs">
          {can("item.edit") ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<Pencil size={14} aria-hidden />}
              onClick={() => setEditing(true)}
            >
              {t("items.edit")}
            </Button>
          ) : null}
          {can("item.status") ? <StatusMenu item={item} /> : null}
        </Group>
      </Group>
      <div className={classes.columns}>
        <div className={classes.side}>
          <ItemNow item={item} />
          <section aria-label={t("items.field.title")}>
            <h3 className={classes.heading}>{t("items.field.title")}</h3>
            <dl className={classes.facts}>
              {fact(t("items.field.model"), item.model)}
              {fact(t("items.field.number"), item.number && <Mono>{item.number}</Mono>)}
              {fact(t("items.field.serial"), <Mono>{item.serial}</Mono>)}
              {fact(t("items.field.label"), <Mono>{item.label}</Mono>)}
              {fact(t("items.field.code"), item.code && <Mono>{item.code}</Mono>)}
              {fact(t("items.field.category"), t(`category.${item.category}`))}
              {fact(t("items.field.calibre"), item.calibre)}
              {fact(t("items.field.condition"), t(`condition.${item.condition}`))}
              {fact(t("items.field.description"), item.description)}
              {fact(t("items.field.registered"), exactTime(item.registered))}
            </dl>
          </section>
        </div>
        <History events={item.history} id={item.id} />
      </div>
      <ItemDialog item={editing ? item : null} onClose={() => setEditing(false)} />
    </div>
  );
}

/** Entries shown before somebody asks for the older ones. */
const firstEvents = 25;

function History({ events, id }: { readonly events: readonly HistoryEvent[]; readonly id: string }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, firstEvents);
  return (
    <section aria-label={t("items.history.title")}>
      <Group justify="space-between" mb="sm">
        <h3 className={classes.heading} style={{ margin: 0 }}>
          {t("items.history.title")}
        </h3>
        <Anchor component={Link} to={`/transactions?item=${id}`} size="sm">
          {t("items.history.receipts")}
        </Anchor>
      </Group>
      {events.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("items.history.empty")}
        </Text>
      ) : (
        <Stack gap="sm" align="flex-start">
          <div style={{ width: "100%" }}>
            <CustodyLine events={shown} empty={t("items.history.empty")} />
          </div>
          {events.length > shown.length ? (
            <Button variant="default" size="xs" onClick={() => setAll(true)}>
              {t("items.history.more", { count: events.length - shown.length })}
            </Button>
          ) : null}
        </Stack>
      )}
    </section>
  );
}
