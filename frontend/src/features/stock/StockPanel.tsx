import { Anchor, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Archive, ArchiveRestore, ClipboardCheck, Diff, PackagePlus, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockRecord } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { Fact, Facts, Record, RecordSection, Toned } from "../../ui/Record";
import { RecordLink } from "../../ui/RecordLink";
import { RecordPanel } from "../../ui/RecordPanel";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { ChangeDialog, type How } from "./ChangeDialog";
import { Moves } from "./Moves";
import classes from "./Stock.module.css";
import { formOf, StockDialog } from "./StockDialog";
import { figure } from "./StockTable";
import { stockName, stockState } from "./words";

/** One stock line at the right of the table: how much there is, who has some of it, and what moved it. */
export function StockPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["stock", "record", id],
    queryFn: () => api.stock.get(id),
    meta: { topics: ["transactions"] },
  });
  const name = query.data ? stockName(query.data) : t(query.error ? "stock.missing" : "stock.waiting");
  return (
    <RecordPanel title={name} label={t("stock.record", { line: name })} onClose={onClose}>
      <Shown query={query} lines={10}>
        {(line) => <Inside key={line.id} line={line} />}
      </Shown>
    </RecordPanel>
  );
}

function Inside({ line }: { readonly line: StockRecord }) {
  const { t } = useTranslation();
  return (
    <Record
      state={<StateChip kind="stock" state={stockState(line)} size="lg" />}
      actions={<Actions line={line} />}
      left={
        <>
          <OnHand line={line} />
          <Out line={line} />
          <RecordSection title={t("stock.field.title")}>
            <Facts>
              <Fact label={t("stock.field.type")}>
                {t(`stock.type.${line.type}`, { defaultValue: line.type })}
              </Fact>
              <Fact label={t("stock.field.lot")}>{line.lot}</Fact>
              <Fact label={t("stock.field.calibre")}>{line.calibre}</Fact>
              <Fact label={t("stock.field.category")}>
                {line.category ? t(`category.${line.category}`) : t("stock.form.anyWeapon")}
              </Fact>
              <Fact label={t("stock.field.cap")}>{line.cap > 0 ? figure(line.cap) : null}</Fact>
              <Fact label={t("stock.field.low")}>{line.low > 0 ? figure(line.low) : null}</Fact>
            </Facts>
          </RecordSection>
        </>
      }
      right={
        <RecordSection title={t("stock.moves.title")}>
          <Moves events={line.moves} older={line.older} />
        </RecordSection>
      }
    />
  );
}

/** What may be done with the line by who looks at it. */
function Actions({ line }: { readonly line: StockRecord }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [how, setHow] = useState<How | null>(null);
  const [editing, setEditing] = useState(false);
  const [stopping, setStopping] = useState(false);
  const name = stockName(line);
  const edits = can("stock.edit");
  const key = line.withdrawn ? "use" : "withdraw";
  return (
    <>
      {edits ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<PackagePlus size={15} aria-hidden />}
          onClick={() => setHow("received")}
        >
          {t("stock.action.receive")}
        </Button>
      ) : null}
      {can("count") ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<ClipboardCheck size={15} aria-hidden />}
          onClick={() => setHow("counted")}
        >
          {t("stock.action.count")}
        </Button>
      ) : null}
      {edits ? (
        <>
          {line.state === "unknown" ? null : (
            <Button
              size="xs"
              variant="default"
              leftSection={<Diff size={15} aria-hidden />}
              onClick={() => setHow("adjusted")}
            >
              {t("stock.action.correct")}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<Pencil size={14} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {t("common.edit")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={
              line.withdrawn ? <ArchiveRestore size={15} aria-hidden /> : <Archive size={15} aria-hidden />
            }
            onClick={() => setStopping(true)}
          >
            {t(`stock.action.${key}`)}
          </Button>
        </>
      ) : null}
      <ChangeDialog line={line} how={how} onClose={() => setHow(null)} />
      <StockDialog line={editing ? line : null} onClose={() => setEditing(false)} />
      <ReasonDialog
        opened={stopping}
        title={t(`stock.${key}Title`, { line: name })}
        text={t(`stock.${key}Text`)}
        confirm={t(`stock.action.${key}`)}
        onClose={() => setStopping(false)}
        onConfirm={({ reason }) => api.stock.save({ ...formOf(line), withdrawn: !line.withdrawn, reason })}
      />
    </>
  );
}

const tones = { unknown: "plain", fine: "plain", withdrawn: "plain", low: "amber", below: "red" } as const;

/** The answer first: how much there is, and what that means. */
function OnHand({ line }: { readonly line: StockRecord }) {
  const { t } = useTranslation();
  const state = stockState(line);
  return (
    <RecordSection title={t("stock.onHand.title")}>
      <Toned tone={tones[state as keyof typeof tones] ?? "plain"}>
        <span className={`${classes.figure} figures`} data-state={state}>
          {line.state === "unknown" ? "\u2013" : figure(line.onHand)}
        </span>
        <Text size="sm" mt={4}>
          {t(`stock.onHand.${state}`, { low: figure(line.low), defaultValue: "" })}
        </Text>
      </Toned>
    </RecordSection>
  );
}

/** Who has some of it, with which item and on which receipt. */
function Out({ line }: { readonly line: StockRecord }) {
  const { t } = useTranslation();
  return (
    <RecordSection
      title={t("stock.out.title")}
      aside={
        line.outTotal > 0 ? (
          <Text size="sm" c="dimmed" className="figures">
            {t("stock.out.total", { figure: figure(line.outTotal) })}
          </Text>
        ) : null
      }
    >
      {line.out.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("stock.out.none")}
        </Text>
      ) : (
        <ul className={classes.ledger}>
          {line.out.map((o) => (
            <li key={o.command + o.itemId}>
              <RecordLink to={`/people/${o.personId}`} strong>
                {o.person}
              </RecordLink>
              <span className={`${classes.quantity} figures`}>{figure(o.quantity)}</span>
              <Text size="xs" c="dimmed">
                <RecordLink to={`/items/${o.itemId}`}>{o.item}</RecordLink>
                {" · "}
                <RelativeTime time={o.since} />
              </Text>
              <Anchor component={Link} to={`/transactions/${o.command}`} size="xs" underline="always">
                {t("stock.out.receipt", { no: o.receipt })}
              </Anchor>
            </li>
          ))}
        </ul>
      )}
    </RecordSection>
  );
}
