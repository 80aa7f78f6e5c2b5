import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CalendarClock, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Transaction } from "../../backend/types.gen";
import { receiptOf } from "../../domain/printing";
import { aboutOf, durability } from "../../domain/receipts";
import { useNow } from "../../state/clock";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Attached } from "../../ui/Attached";
import { BothTimes } from "../../ui/BothTimes";
import { ConvertDialog } from "../../ui/ConvertDialog";
import { DueTime } from "../../ui/DueTime";
import { RaiseButton } from "../../ui/discrepancies/RaiseButton";
import { Mono } from "../../ui/Mono";
import { PrintButton } from "../../ui/PrintButton";
import { Fact, Facts, Record, RecordSection, Toned } from "../../ui/Record";
import { RecordLink } from "../../ui/RecordLink";
import { RecordPanel } from "../../ui/RecordPanel";
import { Refusal } from "../../ui/Refusal";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { Lines } from "./Lines";
import classes from "./Transactions.module.css";

/** One receipt at the right of the table: who, what, why, what of it is back, and how it was recorded. */
export function TransactionPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["transactions", "record", id],
    queryFn: () => api.transactions.get(id),
    meta: { topics: ["items", "people"] },
  });
  const name = query.data
    ? t("custody.receipt", { no: query.data.receiptNo })
    : t(query.error ? "transactions.missing" : "transactions.waiting");
  return (
    <RecordPanel title={name} label={t("transactions.record", { receipt: name })} onClose={onClose}>
      <Shown query={query} lines={10}>
        {(tx) => <Inside key={tx.id} tx={tx} />}
      </Shown>
    </RecordPanel>
  );
}

function Inside({ tx }: { readonly tx: Transaction }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const took = tx.action === "Take";
  const firstOut = tx.lines.find((l) => l.out);
  const [converting, setConverting] = useState(false);
  return (
    <>
      <Record
        state={
          <>
            <StateChip kind="action" state={tx.action} size="lg" />
            <StateChip kind="transaction" state={durability(tx)} count={tx.onStations} />
          </>
        }
        actions={
          <>
            {firstOut && can("return") ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<Undo2 size={15} aria-hidden />}
                onClick={() => void navigate("/counter", { state: { scan: firstOut.label } })}
              >
                {t("transactions.takeBack")}
              </Button>
            ) : null}
            {firstOut && tx.receiptType === "TR" && can("take") ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<CalendarClock size={15} aria-hidden />}
                onClick={() => setConverting(true)}
              >
                {t("convert.open")}
              </Button>
            ) : null}
            <RaiseButton size="xs" about={aboutOf(tx)}>
              {t("discrepancies.waiting")}
            </RaiseButton>
            <PrintButton
              size="xs"
              choices={[
                { label: t(tx.printed ? "print.copy" : "print.receipt"), printing: receiptOf(tx.id) },
              ]}
            />
          </>
        }
        left={
          <>
            <Who tx={tx} />
            <RecordSection
              title={t(took ? "transactions.lines.took" : "transactions.lines.returned")}
              aside={
                <Text size="sm" c="dimmed" className="figures">
                  {t("items.now.load", { magazines: tx.magazines, rounds: tx.rounds.toLocaleString() })}
                </Text>
              }
            >
              <Lines tx={tx} />
            </RecordSection>
            {tx.signature ? (
              <RecordSection title={t("signature.title")}>
                <Attached
                  id={tx.signature}
                  alt={t("signature.of", { person: tx.person })}
                  kind="signature"
                  width={300}
                  height={100}
                />
              </RecordSection>
            ) : null}
          </>
        }
        right={<Recorded tx={tx} />}
      />
      <ConvertDialog
        receipt={converting ? tx.id : null}
        onClose={() => setConverting(false)}
        onDone={(made) => void navigate(`/transactions/${made.id}`)}
      />
    </>
  );
}

/** The answer first: who, for what, and how much of it is still out. */
function Who({ tx }: { readonly tx: Transaction }) {
  const { t } = useTranslation();
  const now = useNow();
  const out = tx.stillOut;
  const converted = tx.lines.filter((l) => l.convertedTo !== "");
  const [onto] = converted;
  const late = out > 0 && tx.due !== "" && Date.parse(tx.due) < now;
  const took = tx.action === "Take";
  return (
    <RecordSection title={t("transactions.receipt")}>
      <Toned tone={late ? "red" : out > 0 ? "amber" : "plain"}>
        <Facts>
          <Fact label={t(took ? "transactions.field.taker" : "transactions.field.bringer")}>
            <RecordLink to={`/people/${tx.personId}`} strong>
              {tx.person}
            </RecordLink>{" "}
            <Mono size="xs">{tx.personLabel}</Mono>
          </Fact>
          <Fact label={t("transactions.field.purpose")}>{tx.purpose}</Fact>
          <Fact label={t("transactions.field.time")}>
            <BothTimes time={tx.time} />
          </Fact>
          {took ? (
            <>
              <Fact label={t("transactions.field.type")}>
                {t(`transactions.type.${tx.receiptType}`, { defaultValue: tx.receiptType })}
              </Fact>
              <Fact label={t("transactions.field.due")}>
                {out > 0 ? (
                  <DueTime due={tx.due} soon={false} none={t("items.now.noDue")} />
                ) : tx.due ? (
                  <BothTimes time={tx.due} />
                ) : (
                  t("items.now.noDue")
                )}
              </Fact>
              <Fact label={t("transactions.field.state")}>
                <b className={classes.strong}>
                  {out > 0
                    ? t("transactions.stillOut", { count: out, of: tx.lines.length })
                    : converted.length > 0
                      ? t("transactions.allMoved")
                      : t("transactions.allBack")}
                </b>
              </Fact>
              <Fact label={t("transactions.field.convertedTo")}>
                {onto ? (
                  <RecordLink to={`/transactions/${onto.convertedTo}`}>{onto.convertedNo}</RecordLink>
                ) : null}
              </Fact>
              <Fact label={t("transactions.field.from")}>
                {tx.from ? <RecordLink to={`/transactions/${tx.from}`}>{tx.fromNo}</RecordLink> : null}
              </Fact>
              <Fact label={t("transactions.field.assigned")}>
                {tx.assigned ? <RecordLink to={`/items/${tx.assignedId}`}>{tx.assigned}</RecordLink> : null}
              </Fact>
            </>
          ) : null}
          <Fact label={t("transactions.field.notes")}>{tx.notes}</Fact>
        </Facts>
      </Toned>
    </RecordSection>
  );
}

/** By whom and where it was written down, and what speaks for it. */
function Recorded({ tx }: { readonly tx: Transaction }) {
  const { t } = useTranslation();
  return (
    <RecordSection title={t("transactions.recorded")}>
      <Facts>
        <Fact label={t("transactions.field.account")}>
          {tx.account} <Mono size="xs">{tx.username}</Mono>
        </Fact>
        <Fact label={t("transactions.field.second")}>{tx.second}</Fact>
        <Fact label={t("transactions.field.station")}>{tx.station}</Fact>
        <Fact label={t("transactions.field.why")}>
          {t(`transactions.why.${tx.why}`, { defaultValue: tx.why })}
        </Fact>
        <Fact label={t("transactions.field.reason")}>{tx.whyReason}</Fact>
        <Fact label={t("transactions.field.entry")}>
          <span className={classes.hash}>{tx.entry}</span>
        </Fact>
      </Facts>
      {tx.clockSuspect ? (
        <div style={{ marginTop: 12 }}>
          <Refusal
            error={{ code: "CHANGED", message: t("transactions.clock"), fix: t("transactions.clockFix") }}
          />
        </div>
      ) : null}
    </RecordSection>
  );
}
