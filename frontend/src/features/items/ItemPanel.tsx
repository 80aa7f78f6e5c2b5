import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ItemRecord } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { historyOf, tagOf } from "../../domain/printing";
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
import { RecordPanel } from "../../ui/RecordPanel";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { ItemDialog } from "./ItemDialog";
import { ItemNow } from "./ItemNow";
import classes from "./Items.module.css";
import { StatusMenu } from "./StatusMenu";

/** One item at the right of the table: its state, where it is, its fields, everything that happened to it. */
export function ItemPanel({
  id,
  onClose,
  upkeep,
}: {
  readonly id: string;
  readonly onClose: () => void;
  /** Its maintenance, under where it is. */
  readonly upkeep: (item: ItemRecord) => ReactNode;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["items", "record", id],
    queryFn: () => api.inventory.get(id),
    meta: { topics: ["transactions", "conflicts"] },
  });
  const name = query.data ? itemName(query.data) : t(query.error ? "items.missing" : "items.waiting");
  return (
    <RecordPanel title={name} label={t("items.record", { item: name })} onClose={onClose}>
      <Shown query={query} lines={10}>
        {(item) => <Inside key={item.id} item={item} upkeep={upkeep(item)} />}
      </Shown>
    </RecordPanel>
  );
}

function Inside({ item, upkeep }: { readonly item: ItemRecord; readonly upkeep: ReactNode }) {
  const { t } = useTranslation();
  const can = useCan();
  const [editing, setEditing] = useState(false);
  return (
    <>
      <Record
        picture={
          item.photo ? (
            <Attached
              id={item.photo}
              alt={t("photo.of", { of: itemName(item) })}
              kind="photo"
              width={128}
              height={96}
            />
          ) : null
        }
        state={<StateChip kind="item" state={item.status} size="lg" />}
        actions={
          <>
            {can("item.edit") ? (
              <Button
                size="xs"
                variant="default"
                leftSection={<Pencil size={14} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                {t("common.edit")}
              </Button>
            ) : null}
            {can("item.status") ? <StatusMenu item={item} /> : null}
            <RaiseButton size="xs" about={{ itemId: item.id }}>
              {t("discrepancies.waiting")}
            </RaiseButton>
            <PrintButton
              size="xs"
              choices={[
                { label: t("print.history"), printing: historyOf("item", item.id) },
                { label: t("print.tag"), printing: tagOf(item.id) },
              ]}
            />
          </>
        }
        left={
          <>
            <ItemNow item={item} />
            {upkeep}
            <OpenDiscrepancies of="item" id={item.id} />
            <RecordSection title={t("items.field.title")}>
              <Facts>
                <Fact label={t("items.field.model")}>{item.model}</Fact>
                <Fact label={t("items.field.number")}>{item.number && <Mono>{item.number}</Mono>}</Fact>
                <Fact label={t("items.field.serial")}>
                  <Mono>{item.serial}</Mono>
                </Fact>
                <Fact label={t("items.field.label")}>
                  <Mono>{item.label}</Mono>
                </Fact>
                <Fact label={t("items.field.code")}>{item.code && <Mono>{item.code}</Mono>}</Fact>
                <Fact label={t("items.field.category")}>{t(`category.${item.category}`)}</Fact>
                <Fact label={t("items.field.calibre")}>{item.calibre}</Fact>
                <Fact label={t("items.field.condition")}>{t(`condition.${item.condition}`)}</Fact>
                <Fact label={t("items.field.description")}>{item.description}</Fact>
                <Fact label={t("items.field.registered")}>{exactTime(item.registered)}</Fact>
                <Fact label={t("items.field.tagCode")}>
                  <img
                    className={classes.tagCode}
                    src={item.tagCode}
                    alt={t("items.field.tagCodeOf", { of: itemName(item) })}
                  />
                </Fact>
              </Facts>
            </RecordSection>
          </>
        }
        right={
          <History
            title={t("items.history.title")}
            events={item.history}
            older={item.older}
            empty={t("items.history.empty")}
            receipts={`/transactions?item=${item.id}`}
          />
        }
      />
      <ItemDialog item={editing ? item : null} onClose={() => setEditing(false)} />
    </>
  );
}
