import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Conflict, ItemRow, PersonRow } from "../../backend/types.gen";
import { said } from "../../i18n/said";
import { Mono } from "../../ui/Mono";
import { RecordLink } from "../../ui/RecordLink";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./Conflicts.module.css";

/** Kinds that are about people as well as about the items they took. */
const personal = new Set(["over the limit", "restriction crossed"]);

/** What holds now, whoever is right. */
export function Standing({ conflict: c }: { readonly conflict: Conflict }) {
  const { t } = useTranslation();
  const people = c.items.length === 0 || personal.has(c.kind) ? c.people : [];
  if (c.now === "" && c.items.length + people.length === 0) return null;
  return (
    <div role="group" className={classes.standing} aria-label={t("conflicts.now")}>
      <Text component="h3" size="xs" fw={600} c="dimmed">
        {t("conflicts.now")}
      </Text>
      {c.now ? <Text size="sm">{said(c.now)}</Text> : null}
      {c.items.map((i) => (
        <ItemNow key={i.id} item={i} />
      ))}
      {people.map((p) => (
        <PersonNow key={p.id} person={p} />
      ))}
    </div>
  );
}

function ItemNow({ item: i }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  const holders = i.candidates.length > 0 ? i.candidates : i.holder ? [i.holder] : [];
  return (
    <Line
      name={
        <RecordLink to={`/items/${i.id}`} strong>
          {i.model} {i.number}
        </RecordLink>
      }
      id={i.label}
      chip={<StateChip kind="item" state={i.status} />}
    >
      {holders.map((h, n) => (
        <span key={h.transaction + h.personId}>
          {n > 0 ? ` ${t("conflicts.or")} ` : ""}
          <RecordLink to={`/people/${h.personId}`}>{h.name}</RecordLink>{" "}
          <Text span size="xs" c="dimmed">
            <RelativeTime time={h.since} />
          </Text>
        </span>
      ))}
    </Line>
  );
}

function PersonNow({ person: p }: { readonly person: PersonRow }) {
  const { t } = useTranslation();
  return (
    <Line
      name={
        <RecordLink to={`/people/${p.id}`} strong>
          {p.name}
        </RecordLink>
      }
      id={p.label}
      chip={<StateChip kind="person" state={p.status} />}
    >
      {t("conflicts.holds", { count: p.holds })}
    </Line>
  );
}

function Line({
  name,
  id,
  chip,
  children,
}: {
  readonly name: ReactNode;
  readonly id: string;
  readonly chip: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.line}>
      <Text size="sm" component="div">
        {name} <Mono size="xs">{id}</Mono>
      </Text>
      {chip}
      <Text size="sm" component="div">
        {children}
      </Text>
    </div>
  );
}
