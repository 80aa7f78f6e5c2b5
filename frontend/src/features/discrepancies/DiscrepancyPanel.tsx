import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { GitFork, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { Conflict, Discrepancy, DiscrepancyRow, ItemRow, PersonRow } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { useApi } from "../../state/doors";
import { BothTimes } from "../../ui/BothTimes";
import { CustodyLine } from "../../ui/CustodyLine";
import { kindLook } from "../../ui/discrepancies/kinds";
import { EmptyState } from "../../ui/EmptyState";
import { Mono } from "../../ui/Mono";
import { Notice } from "../../ui/Notice";
import { Fact, Facts, Record, RecordSection, Toned } from "../../ui/Record";
import { RecordLink } from "../../ui/RecordLink";
import { RecordPanel } from "../../ui/RecordPanel";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { Deciding } from "./Deciding";
import classes from "./Discrepancies.module.css";
import { Pictures } from "./Pictures";

/** One discrepancy at the right of the table: what, who, the photos, what was decided and what may be. */
export function DiscrepancyPanel({
  id,
  onClose,
  conflict,
}: {
  readonly id: string;
  readonly onClose: () => void;
  /** Shows one that the ledger found. */
  readonly conflict: (c: Conflict) => ReactNode;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["conflicts", "record", id],
    queryFn: () => api.discrepancies.get(id),
    meta: { topics: ["items", "people"] },
  });
  const nameOf = useName();
  // A conflict ends by itself when what it is about is put right.
  const gone = query.error !== null && toBackendError(query.error).code === "NOT_FOUND";
  const name = query.data
    ? nameOf(query.data)
    : t(query.error ? "discrepancies.missing" : "discrepancies.waiting");
  return (
    <RecordPanel title={name} label={t("discrepancies.record", { what: name })} onClose={onClose}>
      {gone ? (
        <EmptyState
          icon={ShieldCheck}
          tone="teal"
          title={t("discrepancies.gone")}
          hint={t("discrepancies.goneHint")}
        />
      ) : (
        <Shown query={query} lines={10}>
          {(d) => (d.conflict ? conflict(d.conflict) : <Inside key={d.id} of={d} name={name} />)}
        </Shown>
      )}
    </RecordPanel>
  );
}

/** Kind and what it is about, on one line. */
function useName() {
  const { t } = useTranslation();
  return (d: DiscrepancyRow) =>
    [t(kindLook(d).label), d.itemName || d.personName].filter((part) => part !== "").join(" · ");
}

function Inside({ of: d, name }: { readonly of: Discrepancy; readonly name: string }) {
  const { t } = useTranslation();
  const open = d.state === "Open" || d.state === "Under review";
  return (
    <Record
      state={<StateChip kind="discrepancy" state={d.state} size="lg" />}
      left={
        <>
          {d.disputed ? (
            <Notice
              tone="amber"
              icon={GitFork}
              role="status"
              title={t("discrepancies.disputed")}
              text={t("discrepancies.disputedText")}
            />
          ) : null}
          <RecordSection title={t("discrepancies.said")}>
            <Toned tone={open ? "red" : "plain"}>
              <Text size="sm" className={classes.said}>
                {d.text || t(kindLook(d).label)}
              </Text>
              {open && d.blocks ? (
                <Text size="xs" mt={8}>
                  {t("discrepancies.blocks")}
                </Text>
              ) : null}
            </Toned>
          </RecordSection>
          <Pictures ids={d.photos} />
          <RecordSection title={t("discrepancies.facts")}>
            <Facts>
              <Fact label={t("discrepancies.item")}>{d.item ? <Item item={d.item} /> : null}</Fact>
              <Fact label={t("discrepancies.person")}>{d.person ? <Person person={d.person} /> : null}</Fact>
              <Fact label={t("discrepancies.receipt")}>
                {d.transaction ? (
                  <RecordLink to={`/transactions/${d.transaction}`}>{d.receiptNo}</RecordLink>
                ) : null}
              </Fact>
              <Fact label={t("discrepancies.column.by")}>{d.by}</Fact>
              <Fact label={t("discrepancies.station")}>{d.station}</Fact>
              <Fact label={t("discrepancies.column.found")}>
                <BothTimes time={d.found} />
              </Fact>
            </Facts>
          </RecordSection>
        </>
      }
      right={
        <>
          {d.finding ? (
            <RecordSection title={t("conflicts.findingField")}>
              <Toned tone="plain">
                <Text size="sm" className={classes.said}>
                  {d.finding}
                </Text>
              </Toned>
            </RecordSection>
          ) : null}
          <Deciding of={d} name={name} />
          <RecordSection title={t("discrepancies.timeline")}>
            <CustodyLine events={d.timeline} empty="" exact />
          </RecordSection>
        </>
      }
    />
  );
}

function Item({ item: i }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.place}>
        <RecordLink to={`/items/${i.id}`} strong>
          {itemName(i)}
        </RecordLink>
        <StateChip kind="item" state={i.status} />
      </div>
      <Mono size="xs">SN {i.serial}</Mono>
      {i.holder ? (
        <Text size="xs">
          {t("items.now.with")} <RecordLink to={`/people/${i.holder.personId}`}>{i.holder.name}</RecordLink>
        </Text>
      ) : null}
    </>
  );
}

function Person({ person: p }: { readonly person: PersonRow }) {
  return (
    <>
      <div className={classes.place}>
        <RecordLink to={`/people/${p.id}`} strong>
          {p.name}
        </RecordLink>
        <StateChip kind="person" state={p.status} />
      </div>
      <Mono size="xs">{p.label}</Mono>
    </>
  );
}
