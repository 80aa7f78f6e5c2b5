import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { itemName } from "../../domain/names";
import { useApi } from "../../state/doors";
import type { LookupFilter } from "./filter";

/** Records offered for what was typed. */
const offered = 8;

const windowOf = (text: string, sort: string) => ({
  text,
  filter: {},
  sort,
  after: "",
  offset: 0,
  limit: offered,
});

/** Narrows to what concerns one person; `id` is the person set now, or empty. */
export function usePersonLookup(name: string, label: string, id: string): LookupFilter {
  const { t } = useTranslation();
  const api = useApi();
  const person = useQuery({
    queryKey: ["people", "record", id],
    queryFn: () => api.people.get(id),
    enabled: id !== "",
    meta: { topics: ["items", "transactions"] },
  }).data;
  return {
    kind: "lookup",
    name,
    label,
    shown: person?.name ?? "",
    search: t("list.person"),
    find: async (text) =>
      (await api.people.list(windowOf(text, "name"))).items.map((p) => ({
        value: p.id,
        label: p.name,
        detail: [p.label, p.group].filter(Boolean).join(" · "),
      })),
  };
}

/** Narrows to what concerns one item; `id` is the item set now, or empty. */
export function useItemLookup(name: string, label: string, id: string): LookupFilter {
  const { t } = useTranslation();
  const api = useApi();
  const item = useQuery({
    queryKey: ["items", "record", id],
    queryFn: () => api.inventory.get(id),
    enabled: id !== "",
    meta: { topics: ["transactions", "conflicts"] },
  }).data;
  return {
    kind: "lookup",
    name,
    label,
    shown: item ? itemName(item) : "",
    search: t("list.item"),
    find: async (text) =>
      (await api.inventory.list(windowOf(text, "number"))).items.map((i) => ({
        value: i.id,
        label: itemName(i),
        detail: `SN ${i.serial} · ${i.label}`,
      })),
  };
}
