import { useTranslation } from "react-i18next";
import { stateSpec } from "../../domain/states";
import type { Filter } from "../../ui/listing/filter";
import { useReferenceLists } from "./useReferenceLists";
import { personStatuses } from "./words";

export const personFilterNames = ["status", "group", "rank", "holding"] as const;

/** The filters of the people, with the words that can be chosen. */
export function usePersonFilters(): readonly Filter[] {
  const { t } = useTranslation();
  const known = useReferenceLists();
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return [
    {
      kind: "choice",
      name: "status",
      label: t("people.filter.status"),
      options: personStatuses.map((value) => ({ value, label: t(stateSpec("person", value).word) })),
    },
    { kind: "choice", name: "group", label: t("people.filter.group"), options: plain(known?.groups ?? []) },
    {
      kind: "choice",
      name: "rank",
      label: t("people.filter.rank"),
      options: plain([...(known?.enlisted ?? []), ...(known?.officers ?? [])]),
    },
    { kind: "toggle", name: "holding", label: t("people.filter.holding"), value: "yes" },
  ];
}
