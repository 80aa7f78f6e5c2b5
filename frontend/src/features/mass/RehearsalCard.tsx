import { Table, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleCheckBig, ClipboardCheck, OctagonAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Rehearsal, RehearsalAsk, Shortfall } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { EmptyState } from "../../ui/EmptyState";
import { Notice } from "../../ui/Notice";
import { Card } from "../../ui/Page";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import classes from "./Mass.module.css";

/** The mass issue gone through beforehand: is there enough for everybody, and who would be refused? */
export function RehearsalCard({ ask }: { readonly ask: RehearsalAsk }) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["mass", "rehearsal", ask],
    queryFn: () => api.mass.rehearse(ask),
    meta: { topics: ["items", "people", "conflicts", "settings"] },
    enabled: ask.purposeId !== "",
    placeholderData: keepPreviousData,
  });
  return (
    <Card>
      <Text component="h2" fw={650} m={0} mb="xs">
        {t("mass.rehearsal.title")}
      </Text>
      {ask.purposeId === "" ? (
        <EmptyState
          icon={ClipboardCheck}
          title={t("mass.rehearsal.none")}
          hint={t("mass.rehearsal.noneHint")}
        />
      ) : (
        <Shown query={query}>{(data) => <Gone rehearsal={data} />}</Shown>
      )}
    </Card>
  );
}

/** What stops people from being served is red; what only has to be known is amber. */
const stops: readonly string[] = ["nobody", "weapons", "magazine", "ammunition"];

function Gone({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { t } = useTranslation();
  const worst = rehearsal.shortfall.some((s) => stops.includes(s.kind));
  const lines = rehearsal.shortfall.toSorted(
    (a, b) => Number(stops.includes(b.kind)) - Number(stops.includes(a.kind)),
  );
  return (
    <>
      <Notice
        role="status"
        tone={worst ? "red" : rehearsal.shortfall.length > 0 ? "amber" : "green"}
        icon={worst ? OctagonAlert : rehearsal.shortfall.length > 0 ? TriangleAlert : CircleCheckBig}
        title={t(
          rehearsal.expected === 0
            ? "mass.rehearsal.nobody"
            : worst
              ? "mass.rehearsal.short"
              : "mass.rehearsal.enough",
          {
            count: rehearsal.need,
            what: t(`category.${rehearsal.category}`),
          },
        )}
        text={t("mass.rehearsal.who", { count: rehearsal.expected, need: rehearsal.need })}
      />
      {lines.length > 0 ? (
        <ul className={classes.short} style={{ marginTop: 8 }}>
          {lines.map((s) => (
            <ShortfallLine key={s.kind + s.what + s.need} shortfall={s} />
          ))}
        </ul>
      ) : null}
      <div className={classes.two} style={{ marginTop: 16 }}>
        <Weapons rehearsal={rehearsal} />
        <Supplies rehearsal={rehearsal} />
      </div>
      <Named rehearsal={rehearsal} />
    </>
  );
}

function ShortfallLine({ shortfall }: { readonly shortfall: Shortfall }) {
  const { t } = useTranslation();
  const red = stops.includes(shortfall.kind);
  const Icon = red ? OctagonAlert : TriangleAlert;
  const category = ["weapons", "doubtful", "loadout", "unqualified"].includes(shortfall.kind);
  return (
    <li data-tone={red ? "red" : "amber"}>
      <Icon size={18} aria-hidden />
      <Text size="sm">
        {t(`mass.short.${shortfall.kind}`, {
          what: category ? t(`category.${shortfall.what}`) : shortfall.what || t("mass.plan.everybody"),
          count: shortfall.need,
          have: shortfall.have,
          lacking: shortfall.need - shortfall.have,
        })}
      </Text>
    </li>
  );
}

function Weapons({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { t } = useTranslation();
  return (
    <div>
      <h3 className={classes.head}>{t("mass.rehearsal.weapons")}</h3>
      <Table horizontalSpacing={6} className={classes.tight}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("mass.plan.category")}</Table.Th>
            <Table.Th ta="right">{t("mass.rehearsal.ready")}</Table.Th>
            <Table.Th ta="right">{t("mass.rehearsal.out")}</Table.Th>
            <Table.Th ta="right">{t("mass.rehearsal.notReady")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rehearsal.weapons.map((w) => (
            <Table.Tr key={w.category}>
              <Table.Td fw={w.category === rehearsal.category ? 650 : undefined}>
                {t(`category.${w.category}`)}
              </Table.Td>
              <Table.Td ta="right" className="figures">
                {w.ready}
              </Table.Td>
              <Table.Td ta="right" className="figures">
                {w.out}
              </Table.Td>
              <Table.Td ta="right" className="figures">
                {w.maintenance + w.doubtful}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Supplies({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { t } = useTranslation();
  return (
    <div>
      <h3 className={classes.head}>{t("mass.rehearsal.supplies")}</h3>
      {rehearsal.supplies.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("mass.rehearsal.suppliesNone")}
        </Text>
      ) : (
        <Table horizontalSpacing={6} className={classes.tight}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("mass.rehearsal.what")}</Table.Th>
              <Table.Th ta="right">{t("mass.rehearsal.need")}</Table.Th>
              <Table.Th ta="right">{t("mass.rehearsal.have")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rehearsal.supplies.map((s) => (
              <Table.Tr key={s.what + s.calibre}>
                <Table.Td>
                  {t(`mass.supply.${s.what}`)} {s.calibre}
                </Table.Td>
                <Table.Td ta="right" className="figures">
                  {s.need.toLocaleString()}
                </Table.Td>
                <Table.Td
                  ta="right"
                  className="figures"
                  fw={650}
                  c={s.known && s.have < s.need ? "var(--tone-red-fg)" : undefined}
                >
                  {s.known ? s.have.toLocaleString() : t("mass.rehearsal.notCounted")}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}

/** How many names a list shows before it only counts. */
const mostNames = 8;

function Named({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { t } = useTranslation();
  const { holders, unfit, unfitAll } = rehearsal;
  if (holders.length + unfit.length === 0) return null;
  return (
    <div className={classes.two} style={{ marginTop: 16 }}>
      {holders.length > 0 ? (
        <section>
          <h3 className={classes.head}>{t("mass.rehearsal.holders")}</h3>
          <ul className={classes.missed}>
            {holders.slice(0, mostNames).map((h) => (
              <li key={h.personId}>
                <Link to={`/people/${h.personId}`} style={{ color: "inherit", flex: "none" }}>
                  {h.person}
                </Link>
                <span className={classes.dimmed} title={h.items}>
                  {h.items}
                </span>
              </li>
            ))}
            {holders.length > mostNames ? (
              <li>{t("mass.rehearsal.more", { count: holders.length - mostNames })}</li>
            ) : null}
          </ul>
        </section>
      ) : null}
      {unfit.length > 0 ? (
        <section>
          <h3 className={classes.head}>{t("mass.rehearsal.unfit")}</h3>
          <ul className={classes.missed}>
            {unfit.slice(0, mostNames).map((p) => (
              <li key={p.id} style={{ alignItems: "center" }}>
                <Link to={`/people/${p.id}`} style={{ color: "inherit", flex: 1 }}>
                  {p.name}
                </Link>
                <StateChip kind="person" state={p.status} />
              </li>
            ))}
            {unfitAll > mostNames ? (
              <li>{t("mass.rehearsal.more", { count: unfitAll - mostNames })}</li>
            ) : null}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
