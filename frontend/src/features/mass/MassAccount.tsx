import { Button, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MassAccount as Account, MassLine } from "../../backend/types.gen";
import { shortTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { EmptyState } from "../../ui/EmptyState";
import { Mono } from "../../ui/Mono";
import { Card } from "../../ui/Page";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import classes from "./Mass.module.css";
import { Figure } from "./Running";

/** What became of everything it gave out. */
export function MassAccount({ id }: { readonly id: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ["mass", "account", id],
    queryFn: () => api.mass.account(id),
    meta: { topics: ["transactions", "items"] },
  });
  return <Shown query={query}>{(data) => <Whole account={data} />}</Shown>;
}

function Whole({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  if (account.issued === 0) {
    return (
      <Card>
        <EmptyState icon={Siren} title={t("mass.account.none")} hint={t("mass.account.noneHint")} />
      </Card>
    );
  }
  return (
    <div style={{ display: "grid", gap: 16 }}>
      <div className={classes.account}>
        <Figure n={account.issued} word={t("mass.account.issued")} />
        <Figure n={account.back} word={t("mass.account.back")} />
        <Figure
          n={account.out}
          word={t("mass.account.out")}
          tone={account.out === 0 ? undefined : account.mass.live ? "amber" : "red"}
        />
        <Figure
          n={account.magazines}
          word={t("mass.account.magazines")}
          tone={account.magazines > 0 ? "red" : undefined}
        />
        <Figure
          n={account.rounds}
          word={t("mass.account.rounds")}
          tone={account.rounds > 0 ? "red" : undefined}
        />
        {account.expended > 0 ? <Figure n={account.expended} word={t("mass.account.expended")} /> : null}
      </div>
      {account.mass.note ? (
        <Card>
          <Text size="sm">{account.mass.note}</Text>
        </Card>
      ) : null}
      <Models account={account} />
      <Lines lines={account.lines} />
    </div>
  );
}

function Models({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  return (
    <Card pad={false}>
      <Table horizontalSpacing="lg">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("mass.account.model")}</Table.Th>
            {(["issued", "back", "settled", "out"] as const).map((key) => (
              <Table.Th key={key} ta="right" w={140}>
                {t(`mass.account.${key}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {account.models.map((m) => (
            <Table.Tr key={m.model}>
              <Table.Td fw={600}>{m.model}</Table.Td>
              {[m.issued, m.back, m.settled, m.out].map((n, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand
                <Table.Td key={i} ta="right" className="figures" fw={i === 3 && n > 0 ? 700 : undefined}>
                  {n}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

/** How many lines are shown before somebody asks for all; what is out is among the first. */
const firstLines = 200;

function Lines({ lines }: { readonly lines: readonly MassLine[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, firstLines);
  return (
    <Card pad={false}>
      <Table horizontalSpacing="lg" aria-label={t("mass.account.lines")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={150}>{t("mass.account.state")}</Table.Th>
            <Table.Th>{t("mass.account.person")}</Table.Th>
            <Table.Th>{t("mass.account.item")}</Table.Th>
            <Table.Th>{t("mass.account.issuedAt")}</Table.Th>
            <Table.Th>{t("mass.account.receipt")}</Table.Th>
            <Table.Th>{t("mass.account.returned")}</Table.Th>
            <Table.Th>{t("mass.account.missing")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((l) => (
            <Table.Tr key={l.receiptNo + l.itemId}>
              <Table.Td>
                <StateChip kind="massLine" state={l.state} />
              </Table.Td>
              <Table.Td>
                <Link to={`/people/${l.personId}`} style={{ color: "inherit" }}>
                  {l.person}
                </Link>{" "}
                <Text span size="xs" c="dimmed">
                  {l.group}
                </Text>
              </Table.Td>
              <Table.Td>
                <Link to={`/items/${l.itemId}`} style={{ color: "inherit" }}>
                  {l.model} {l.number}
                </Link>{" "}
                <Mono dimmed size="xs">
                  {l.serial}
                </Mono>
              </Table.Td>
              <Table.Td className="figures">
                {shortTime(l.issued)}{" "}
                <Text span size="xs" c="dimmed">
                  {l.station}
                </Text>
              </Table.Td>
              <Table.Td>
                <Mono>{l.receiptNo}</Mono>
              </Table.Td>
              <Table.Td className="figures" style={{ whiteSpace: "nowrap" }}>
                {shortTime(l.returned)}
              </Table.Td>
              <Table.Td>{missing(t, l)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {shown.length < lines.length ? (
        <Button variant="subtle" fullWidth radius={0} onClick={() => setAll(true)}>
          {t("mass.account.showAll", { count: lines.length })}
        </Button>
      ) : null}
    </Card>
  );
}

function missing(t: (key: string, of: Record<string, number>) => string, l: MassLine): string {
  const short = l.shortMags + l.shortRounds > 0;
  return [
    short ? t("mass.account.short", { magazines: l.shortMags, rounds: l.shortRounds }) : "",
    l.expended > 0 ? t("mass.account.used", { rounds: l.expended }) : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
