import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useApi } from "../../state/doors";
import { RecordSection, Toned } from "../Record";
import { RecordLink } from "../RecordLink";
import { RelativeTime } from "../RelativeTime";
import { StateChip } from "../StateChip";
import { kindLook } from "./kinds";
import classes from "./OpenDiscrepancies.module.css";

/** How many are named on a record. */
const named = 5;

/** What does not add up about an item or a person yet; nothing where all is well. */
export function OpenDiscrepancies({ of, id }: { readonly of: "item" | "person"; readonly id: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const open = useQuery({
    queryKey: ["conflicts", of, id],
    queryFn: () =>
      api.discrepancies.list({
        text: "",
        filter: { [of]: id, state: "open" },
        sort: "",
        after: "",
        offset: 0,
        limit: named,
      }),
    meta: { topics: ["items", "people"] },
  }).data;
  if (!open || open.items.length === 0) return null;
  return (
    <RecordSection
      title={t("discrepancies.open")}
      aside={
        <Anchor component={Link} to={`/discrepancies?${of}=${id}`} size="sm">
          {open.total > named ? t("discrepancies.allOf", { count: open.total }) : t("discrepancies.all")}
        </Anchor>
      }
    >
      <Toned tone="contested">
        <ul className={classes.list}>
          {open.items.map((d) => (
            <li key={d.id}>
              <div className={classes.head}>
                <RecordLink to={`/discrepancies/${d.id}`} strong>
                  {d.ledger ? d.text : t(kindLook(d).label)}
                </RecordLink>
                <StateChip kind="discrepancy" state={d.state} />
              </div>
              {d.text && !d.ledger ? (
                <Text size="sm" lineClamp={2}>
                  {d.text}
                </Text>
              ) : null}
              <Text size="xs" mt={2}>
                {d.by ? `${d.by} · ` : ""}
                <RelativeTime time={d.found} />
              </Text>
            </li>
          ))}
        </ul>
      </Toned>
    </RecordSection>
  );
}
