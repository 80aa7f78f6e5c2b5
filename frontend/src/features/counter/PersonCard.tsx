import { ActionIcon, Anchor, Avatar, Group, Text } from "@mantine/core";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ActionButton } from "../../actions/ActionButton";
import type { PersonRecord } from "../../backend/types.gen";
import { initials, itemName } from "../../domain/names";
import { shownState } from "../../domain/states";
import { said } from "../../i18n/said";
import { Attached } from "../../ui/Attached";
import { DueTime } from "../../ui/DueTime";
import { Mono } from "../../ui/Mono";
import { StateChip } from "../../ui/StateChip";
import classes from "./Counter.module.css";

/** Who is at the counter and what he holds. */
export function PersonCard({
  person,
  ownFree,
  role,
  onRemove,
}: {
  readonly person: PersonRecord;
  /** His own weapon can go on the receipt. */
  readonly ownFree: boolean;
  /** "Takes" or "Brings back". */
  readonly role: string;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation();
  return (
    <section className={classes.person} aria-label={person.name}>
      {person.photo ? (
        <Attached
          id={person.photo}
          alt={t("photo.of", { of: person.name })}
          kind="photo"
          width={96}
          height={112}
        />
      ) : (
        <Avatar size={64} radius="lg" color="teal" aria-hidden>
          {initials(person)}
        </Avatar>
      )}
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Text size="xs" fw={600} c="dimmed">
              {role}
            </Text>
            <Anchor
              component={Link}
              to={`/people/${person.id}`}
              c="var(--text)"
              fw={700}
              fz="1.25rem"
              lh={1.25}
            >
              {person.name}
            </Anchor>
          </div>
          <ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={t("counter.removePerson")}>
            <X size={18} />
          </ActionIcon>
        </Group>
        <Group gap="xs" mt={4}>
          <Mono dimmed>{person.label}</Mono>
          <Text size="sm" c="dimmed">
            {person.group}
          </Text>
          <StateChip kind="person" state={person.status} />
        </Group>
        {person.held.length === 0 ? (
          <Text size="sm" mt={8}>
            {t("counter.holdsNothing")}
          </Text>
        ) : (
          <ul className={classes.held} aria-label={t("counter.holds")}>
            {person.held.slice(0, 5).map((item) => (
              <li key={item.id}>
                <StateChip kind="item" state={shownState(item)} />
                <span className={classes.grow}>
                  <b>{item.model}</b> {item.number}
                </span>
                {item.holder?.due ? (
                  <Text size="xs" c="dimmed">
                    <DueTime due={item.holder.due} soon={item.dueSoon} none="" />
                  </Text>
                ) : null}
              </li>
            ))}
            {person.held.length > 5 ? (
              <li>{t("counter.holdsMore", { count: person.held.length - 5 })}</li>
            ) : null}
          </ul>
        )}
        {person.own ? (
          <Group gap="xs" mt={8}>
            <Text size="sm">
              {t("counter.own")} <b>{itemName(person.own)}</b>
            </Text>
            <StateChip kind="item" state={shownState(person.own)} />
            {ownFree ? <ActionButton id="counter.own" size="xs" tabIndex={-1} /> : null}
          </Group>
        ) : null}
        <Text size="xs" c="dimmed" mt={6}>
          {t("counter.limit", { limit: said(person.limit) })}
        </Text>
      </div>
    </section>
  );
}
