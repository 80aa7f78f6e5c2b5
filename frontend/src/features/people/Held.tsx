import { Anchor, Button, Text } from "@mantine/core";
import { ScanLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { PersonRecord } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { useCan } from "../../state/session";
import { Mono } from "../../ui/Mono";
import { RecordSection, Toned } from "../../ui/Record";
import { RecordLink } from "../../ui/RecordLink";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./People.module.css";

/** The answer to the one question of a person's record: what he holds and when it is due. */
export function Held({ person }: { readonly person: PersonRecord }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
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
                  <StateChip kind="item" state={item.status} />
                </div>
                <Text size="xs" mt={4}>
                  <Mono size="xs">SN {item.serial}</Mono>
                  {item.holder ? (
                    <>
                      {" · "}
                      {item.holder.due ? (
                        <>
                          {t("people.held.due")} <RelativeTime time={item.holder.due} />
                        </>
                      ) : (
                        t("people.held.noDue")
                      )}
                      {" · "}
                      <RecordLink to={`/transactions/${item.holder.transaction}`}>
                        {t("custody.receipt", { no: item.holder.receiptNo })}
                      </RecordLink>
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
      <Text size="xs" c="dimmed" mt={8}>
        {t("people.held.limit", { limit: person.limit })}
      </Text>
    </RecordSection>
  );
}
