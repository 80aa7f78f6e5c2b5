import { Button, Text } from "@mantine/core";
import { Split, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Holder, ItemRow } from "../../backend/types.gen";
import { useCan } from "../../state/session";
import { BothTimes } from "../../ui/BothTimes";
import { DueTime } from "../../ui/DueTime";
import { Mono } from "../../ui/Mono";
import { Fact, Facts, RecordSection, Toned } from "../../ui/Record";
import { RecordLink } from "../../ui/RecordLink";
import classes from "./Items.module.css";

/** The answer to the one question of an item's record: who has it, since when, until when. */
export function ItemNow({ item }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  return <RecordSection title={t("items.now.title")}>{now(item)}</RecordSection>;
}

function now(item: ItemRow): ReactNode {
  if (item.candidates.length > 0) return <Contested item={item} />;
  return item.holder ? <Out item={item} holder={item.holder} /> : <Here status={item.status} />;
}

function Here({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  return (
    <Toned tone="plain">
      <Text size="sm">{t(`items.now.${status}`, { defaultValue: status })}</Text>
    </Toned>
  );
}

function Out({ item, holder }: { readonly item: ItemRow; readonly holder: Holder }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const late = item.status === "Overdue";
  return (
    <Toned tone={late ? "red" : "amber"}>
      <HolderFacts holder={holder} soon={item.dueSoon} />
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
    </Toned>
  );
}

function Contested({ item }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  return (
    <Toned tone="contested">
      <Text fw={650} c="var(--tone-red-fg)">
        {t("items.now.contested")}
      </Text>
      <Text size="sm" mt={4} mb="sm">
        {t("items.now.contestedText")}
      </Text>
      {item.candidates.map((c) => (
        <div key={c.transaction} className={classes.candidate}>
          <HolderFacts holder={c} soon={false} />
        </div>
      ))}
      <Button
        component={Link}
        to={`/discrepancies?item=${item.id}&kind=ledger`}
        variant="default"
        mt="xs"
        leftSection={<Split size={16} aria-hidden />}
      >
        {t("items.now.conflicts")}
      </Button>
    </Toned>
  );
}

function HolderFacts({ holder: h, soon }: { readonly holder: Holder; readonly soon: boolean }) {
  const { t } = useTranslation();
  return (
    <Facts>
      <Fact label={t("items.now.with")}>
        <RecordLink to={`/people/${h.personId}`} strong>
          {h.name}
        </RecordLink>{" "}
        <Mono size="xs">{h.label}</Mono>
      </Fact>
      <Fact label={t("items.now.since")}>
        <BothTimes time={h.since} />
      </Fact>
      <Fact label={t("items.now.due")}>
        <DueTime due={h.due} soon={soon} none={t("items.now.noDue")} />
      </Fact>
      <Fact label={t("items.now.station")}>{h.station}</Fact>
      <Fact label={t("items.now.receipt")}>
        <RecordLink to={`/transactions/${h.transaction}`}>{h.receiptNo}</RecordLink>
      </Fact>
      <Fact label={t("items.now.purpose")}>{h.purpose}</Fact>
      <Fact label={t("items.now.out")}>
        {h.magazines + h.rounds + h.stock.length > 0 ? (
          <span className="figures">
            {t("items.now.load", { magazines: h.magazines, rounds: h.rounds.toLocaleString() })}
            {h.stock.map((q) => (
              <div key={q.stockId}>
                {q.quantity.toLocaleString()} <RecordLink to={`/stock/${q.stockId}`}>{q.name}</RecordLink>
              </div>
            ))}
          </span>
        ) : null}
      </Fact>
    </Facts>
  );
}
