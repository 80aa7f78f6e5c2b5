import { Anchor, Button, Text } from "@mantine/core";
import { ScanLine } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { PersonRecord } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { shownState } from "../../domain/states";
import { said } from "../../i18n/said";
import { useCan } from "../../state/session";
import { ConvertDialog } from "../../ui/ConvertDialog";
import { DueTime } from "../../ui/DueTime";
import { Mono } from "../../ui/Mono";
import { RecordSection, Toned } from "../../ui/Record";
import { RecordLink } from "../../ui/RecordLink";
import { StateChip } from "../../ui/StateChip";
import classes from "./People.module.css";

/** The answer to the one question of a person's record: what he holds and when it is due. */
export function Held({ person }: { readonly person: PersonRecord }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const [converting, setConverting] = useState<string | null>(null);
  return (
    <RecordSection
      title={t("people.held.title")}
      aside={
        person.held.length > 0 ? (
          <Anchor component={Link} to={`/items?holder=${person.id}`} size="sm">
            {t("people.held.list")}
          </Anchor>
        ) : null
      }
    >
      <Toned tone="plain">
        {person.held.length === 0 ? (
          <Text size="sm">{t("people.held.nothing")}</Text>
        ) : (
          <ul className={classes.held}>
            {person.held.map((item) => (
              <li key={item.id}>
                <div className={classes.heldHead}>
                  <RecordLink to={`/items/${item.id}`} strong>
                    {itemName(item)}
                  </RecordLink>
                  <StateChip kind="item" state={shownState(item)} />
                </div>
                <Text size="xs" mt={4}>
                  <Mono size="xs">SN {item.serial}</Mono>
                  {item.holder ? (
                    <>
                      {" · "}
                      <DueTime due={item.holder.due} soon={item.dueSoon} none={t("people.held.noDue")} />
                      {" · "}
                      <RecordLink to={`/transactions/${item.holder.transaction}`}>
                        {t("custody.receipt", { no: item.holder.receiptNo })}
                      </RecordLink>
                    </>
                  ) : null}
                  {item.holder?.due && item.candidates.length === 0 && can("take") ? (
                    <>
                      {" · "}
                      <Anchor
                        component="button"
                        type="button"
                        size="xs"
                        onClick={() => setConverting(item.holder?.transaction ?? null)}
                      >
                        {t("convert.open")}
                      </Anchor>
                    </>
                  ) : null}
                </Text>
              </li>
            ))}
          </ul>
        )}
        {can("take") ? (
          <Button
            mt="sm"
            size="xs"
            variant="default"
            leftSection={<ScanLine size={15} aria-hidden />}
            onClick={() => void navigate("/counter", { state: { scan: person.label } })}
          >
            {t("people.held.counter")}
          </Button>
        ) : null}
      </Toned>
      <ConvertDialog receipt={converting} onClose={() => setConverting(null)} />
      <Text size="xs" c="dimmed" mt={8}>
        {t("people.held.limit", { limit: said(person.limit) })}
      </Text>
    </RecordSection>
  );
}
