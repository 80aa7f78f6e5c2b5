import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonRecord } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { cardOf, historyOf } from "../../domain/printing";
import { shownState } from "../../domain/states";
import { exactTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Attached } from "../../ui/Attached";
import { OpenDiscrepancies } from "../../ui/discrepancies/OpenDiscrepancies";
import { RaiseButton } from "../../ui/discrepancies/RaiseButton";
import { History } from "../../ui/History";
import { Mono } from "../../ui/Mono";
import { PrintButton } from "../../ui/PrintButton";
import { Fact, Facts, Record, RecordSection } from "../../ui/Record";
import { RecordLink } from "../../ui/RecordLink";
import { RecordPanel } from "../../ui/RecordPanel";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { Held } from "./Held";
import { PersonDialog } from "./PersonDialog";
import { PersonStatus } from "./PersonStatus";
import { Qualifications } from "./Qualifications";

/** One person at the right of the table: state, what he holds, his fields, everything he took and brought back. */
export function PersonPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["people", "record", id],
    queryFn: () => api.people.get(id),
    meta: { topics: ["items", "transactions"] },
  });
  const name = query.data?.name ?? t(query.error ? "people.missing" : "people.waiting");
  return (
    <RecordPanel title={name} label={t("people.record", { person: name })} onClose={onClose}>
      <Shown query={query} lines={10}>
        {(person) => <Inside key={person.id} person={person} />}
      </Shown>
    </RecordPanel>
  );
}

function Inside({ person }: { readonly person: PersonRecord }) {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  return (
    <>
      <Record
        picture={
          person.photo ? (
            <Attached
              id={person.photo}
              alt={t("photo.of", { of: person.name })}
              kind="photo"
              width={96}
              height={112}
            />
          ) : null
        }
        state={<StateChip kind="person" state={person.status} size="lg" />}
        actions={
          <>
            {can("person.edit") ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<Pencil size={14} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                {t("common.edit")}
              </Button>
            ) : null}
            {can("person.status") ? <PersonStatus person={person} /> : null}
            <RaiseButton size="xs" about={{ personId: person.id }}>
              {t("discrepancies.waiting")}
            </RaiseButton>
            <PrintButton
              size="xs"
              choices={[
                { label: t("print.history"), printing: historyOf("person", person.id) },
                { label: t("print.card"), printing: cardOf(person.id) },
              ]}
            />
          </>
        }
        left={
          <>
            <Held person={person} />
            <Qualifications person={person} />
            <OpenDiscrepancies of="person" id={person.id} />
            <RecordSection title={t("people.field.title")}>
              <Facts>
                <Fact label={t("people.field.rank")}>
                  {person.rank} · {t(person.officer ? "people.officer" : "people.enlisted")}
                </Fact>
                <Fact label={t("people.field.serial")}>
                  <Mono>{person.serial}</Mono>
                </Fact>
                <Fact label={t("people.field.label")}>
                  <Mono>{person.label}</Mono>
                </Fact>
                <Fact label={t("people.field.group")}>{person.group}</Fact>
                <Fact label={t("people.field.assigned")}>
                  {person.own ? (
                    <>
                      <RecordLink to={`/items/${person.own.id}`}>{itemName(person.own)}</RecordLink>{" "}
                      <StateChip kind="item" state={shownState(person.own)} />
                    </>
                  ) : null}
                </Fact>
                <Fact label={t("people.field.phone")}>{person.phone}</Fact>
                <Fact label={t("people.field.code")}>{person.code && <Mono>{person.code}</Mono>}</Fact>
                <Fact label={t("people.field.username")}>{person.username}</Fact>
                <Fact label={t("people.field.registered")}>{exactTime(person.registered)}</Fact>
              </Facts>
            </RecordSection>
          </>
        }
        right={
          <History
            title={t("people.history.title")}
            events={person.history}
            older={person.older}
            empty={t("people.history.empty")}
            receipts={`/transactions?person=${person.id}`}
          />
        }
      />
      <PersonDialog person={editing ? person : null} onClose={() => setEditing(false)} />
    </>
  );
}
