import { Anchor, Button, Text } from "@mantine/core";
import { Split, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Holder, ItemRow } from "../../backend/types.gen";
import { exactTime } from "../../domain/times";
import { useCan } from "../../state/session";
import { Mono } from "../../ui/Mono";
import { RelativeTime } from "../../ui/RelativeTime";
import classes from "./Items.module.css";

/** The answer to the one question of an item's record: who has it, since when, until when. */
export function ItemNow({ item }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  if (item.candidates.length > 0) {
    return (
      <Box tone="contested">
        <Text fw={650} c="var(--tone-red-fg)">
          {t("items.now.contested")}
        </Text>
        <Text size="sm" mt={4} mb="sm">
          {t("items.now.contestedText")}
        </Text>
        {item.candidates.map((c) => (
          <div key={c.transaction} className={classes.candidate}>
            <HolderFacts holder={c} late={false} />
          </div>
        ))}
        <Button
          component={Link}
          to="/conflicts"
          variant="default"
          mt="xs"
          leftSection={<Split size={16} aria-hidden />}
        >
          {t("items.now.conflicts")}
        </Button>
      </Box>
    );
  }
  if (item.holder) {
    const late = item.status === "Overdue";
    return (
      <Box tone={late ? "red" : "amber"}>
        <HolderFacts holder={item.holder} late={late} />
        {can("return") ? (
          <Button
            mt="sm"
            size="xs"
            variant="default"
            leftSection={<Undo2 size={15} aria-hidden />}
            onClick={() => void navigate("/counter", { state: { scan: item.label } })}
          >
            {t("items.issued.takeBack")}
          </Button>
        ) : null}
      </Box>
    );
  }
  return (
    <Box tone="plain">
      <Text size="sm">{t(`items.now.${item.status}`, { defaultValue: item.status })}</Text>
    </Box>
  );
}

function Box({ tone, children }: { readonly tone: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t("items.now.title")}>
      <h3 className={classes.heading}>{t("items.now.title")}</h3>
      <div className={classes.now} data-tone={tone}>
        {children}
      </div>
    </section>
  );
}

function HolderFacts({ holder: h, late }: { readonly holder: Holder; readonly late: boolean }) {
  const { t } = useTranslation();
  return (
    <dl className={classes.facts}>
      <dt>{t("items.now.with")}</dt>
      <dd>
        <Anchor component={Link} to={`/people/${h.personId}`} fw={700} c="var(--text)" underline="always">
          {h.name}
        </Anchor>{" "}
        <Mono size="xs">{h.label}</Mono>
      </dd>
      <dt>{t("items.now.since")}</dt>
      <dd>
        <RelativeTime time={h.since} /> · {exactTime(h.since)}
      </dd>
      <dt>{t("items.now.due")}</dt>
      <dd className={late ? classes.late : undefined}>
        {h.due ? (
          <>
            <RelativeTime time={h.due} /> · {exactTime(h.due)}
          </>
        ) : (
          t("items.now.noDue")
        )}
      </dd>
      <dt>{t("items.now.station")}</dt>
      <dd>{h.station}</dd>
      <dt>{t("items.now.receipt")}</dt>
      <dd>
        <Anchor
          component={Link}
          to={`/transactions/${h.transaction}`}
          size="sm"
          c="var(--text)"
          underline="always"
        >
          {h.receiptNo}
        </Anchor>
      </dd>
      <dt>{t("items.now.purpose")}</dt>
      <dd>{h.purpose}</dd>
      {h.magazines + h.rounds > 0 ? (
        <>
          <dt>{t("items.now.out")}</dt>
          <dd className="figures">
            {t("items.now.load", { magazines: h.magazines, rounds: h.rounds.toLocaleString() })}
          </dd>
        </>
      ) : null}
    </dl>
  );
}
