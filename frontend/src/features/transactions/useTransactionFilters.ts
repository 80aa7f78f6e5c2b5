import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { knownStates, stateSpec } from "../../domain/states";
import { useApi } from "../../state/doors";
import type { Filter } from "../../ui/listing/filter";
import { useItemLookup, usePersonLookup } from "../../ui/listing/lookups";

export const transactionFilterNames = [
  "from",
  "to",
  "action",
  "person",
  "item",
  "purpose",
  "station",
  "account",
  "open",
] as const;

/** The filters of the transactions, with the words that can be chosen. */
export function useTransactionFilters(filter: Readonly<Record<string, string>>): readonly Filter[] {
  const { t } = useTranslation();
  const api = useApi();
  const purposes =
    useQuery({ queryKey: ["settings", "purposes"], queryFn: api.settings.purposes }).data ?? [];
  const stations = useQuery({ queryKey: ["stations"], queryFn: api.stations.list }).data ?? [];
  const accounts = useQuery({ queryKey: ["accounts"], queryFn: api.accounts.list }).data ?? [];
  const person = usePersonLookup("person", t("transactions.filter.person"), filter.person ?? "");
  const item = useItemLookup("item", t("transactions.filter.item"), filter.item ?? "");
  return [
    { kind: "dates", name: "from", until: "to", label: t("transactions.filter.when") },
    {
      kind: "choice",
      name: "action",
      label: t("transactions.filter.action"),
      options: knownStates("action").map((value) => ({ value, label: t(stateSpec("action", value).word) })),
    },
    person,
    item,
    {
      kind: "choice",
      name: "purpose",
      label: t("transactions.filter.purpose"),
      // A free text stands on the receipt as it was typed: the search finds it.
      options: purposes.filter((p) => !p.freeText).map((p) => ({ value: p.name, label: p.name })),
    },
    {
      kind: "choice",
      name: "station",
      label: t("transactions.filter.station"),
      options: stations.map((s) => ({ value: s.id, label: s.name })),
    },
    {
      kind: "choice",
      name: "account",
      label: t("transactions.filter.account"),
      options: accounts.filter((a) => a.role !== "display").map((a) => ({ value: a.id, label: a.name })),
    },
    { kind: "toggle", name: "open", label: t("transactions.filter.open"), value: "yes" },
  ];
}
