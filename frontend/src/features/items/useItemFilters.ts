import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { stateSpec } from "../../domain/states";
import { useApi } from "../../state/doors";
import type { Filter } from "../../ui/listing/filter";
import { usePersonLookup } from "../../ui/listing/lookups";
import { categories, conditions, listedStatuses } from "./words";

export const itemFilterNames = ["status", "modelId", "category", "condition", "holder"] as const;

/** The filters of the items, with the words that can be chosen. */
export function useItemFilters(filter: Readonly<Record<string, string>>): readonly Filter[] {
  const { t } = useTranslation();
  const api = useApi();
  const models = useQuery({ queryKey: ["settings", "models"], queryFn: api.inventory.models }).data ?? [];
  const holder = usePersonLookup("holder", t("items.filter.holder"), filter.holder ?? "");
  return [
    {
      kind: "choice",
      name: "status",
      label: t("items.filter.status"),
      options: [
        { value: "Out", label: t("items.filter.out") },
        ...listedStatuses.map((value) => ({ value, label: t(stateSpec("item", value).word) })),
      ],
    },
    {
      kind: "choice",
      name: "modelId",
      label: t("items.filter.model"),
      options: models.map((m) => ({ value: m.id, label: m.name })),
    },
    {
      kind: "choice",
      name: "category",
      label: t("items.filter.category"),
      options: categories.map((value) => ({ value, label: t(`category.${value}`) })),
    },
    {
      kind: "choice",
      name: "condition",
      label: t("items.filter.condition"),
      options: conditions.map((value) => ({ value, label: t(`condition.${value}`) })),
    },
    holder,
  ];
}
