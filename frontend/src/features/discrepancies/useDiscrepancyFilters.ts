import { useTranslation } from "react-i18next";
import { knownStates, stateSpec } from "../../domain/states";
import { discrepancyKinds } from "../../ui/discrepancies/kinds";
import type { Filter } from "../../ui/listing/filter";
import { useItemLookup, usePersonLookup } from "../../ui/listing/lookups";

export const discrepancyFilterNames = ["state", "kind", "item", "person"] as const;

/** The filters of the discrepancies, with the words that can be chosen. */
export function useDiscrepancyFilters(filter: Readonly<Record<string, string>>): readonly Filter[] {
  const { t } = useTranslation();
  const item = useItemLookup("item", t("discrepancies.item"), filter.item ?? "");
  const person = usePersonLookup("person", t("discrepancies.person"), filter.person ?? "");
  return [
    {
      kind: "choice",
      name: "state",
      label: t("discrepancies.column.state"),
      options: [
        { value: "open", label: t("discrepancies.stillOpen") },
        { value: "done", label: t("discrepancies.ended") },
        ...knownStates("discrepancy").map((value) => ({
          value,
          label: t(stateSpec("discrepancy", value).word),
        })),
      ],
    },
    {
      kind: "choice",
      name: "kind",
      label: t("discrepancies.raise.kind"),
      options: [
        ...discrepancyKinds.map((value) => ({ value, label: t(`discrepancies.kind.${value}`) })),
        { value: "ledger", label: t("discrepancies.ledger") },
      ],
    },
    item,
    person,
  ];
}
