import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useApi } from "../../state/doors";
import type { Filter } from "../../ui/listing/filter";

export const maintenanceFilterNames = ["modelId", "category"] as const;

/** The filters of both lists. */
export function useMaintenanceFilters(): readonly Filter[] {
  const { t } = useTranslation();
  const api = useApi();
  const models = useQuery({ queryKey: ["settings", "models"], queryFn: api.inventory.models }).data ?? [];
  return [
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
      options: ["rifle", "pistol", "other"].map((value) => ({ value, label: t(`category.${value}`) })),
    },
  ];
}
