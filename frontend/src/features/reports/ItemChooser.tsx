import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { itemName } from "../../domain/names";
import { useApi } from "../../state/doors";

/** Finds the item whose chain of custody is shown, by number, serial or model. */
export function ItemChooser({
  id,
  onChange,
}: {
  readonly id: string;
  readonly onChange: (id: string) => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text, 150);
  const found = useQuery({
    queryKey: ["items", "choose", asked],
    queryFn: () =>
      api.inventory.list({ text: asked, filter: {}, sort: "number", after: "", offset: 0, limit: 20 }),
    placeholderData: (before) => before,
  }).data;
  const chosen = useQuery({
    queryKey: ["items", "record", id],
    queryFn: () => api.inventory.get(id),
    enabled: id !== "",
  }).data;
  const items = [...(found?.items ?? [])];
  if (chosen && !items.some((i) => i.id === id)) items.unshift(chosen);
  return (
    <Select
      searchable
      w={320}
      aria-label={t("reports.item")}
      placeholder={t("reports.itemPlaceholder")}
      leftSection={<Search size={16} aria-hidden />}
      data={items.map((i) => ({ value: i.id, label: `${itemName(i)} · SN ${i.serial}` }))}
      filter={({ options }) => options}
      value={id || null}
      onChange={(value) => onChange(value ?? "")}
      onSearchChange={(next) => setText(next.replace(/ · SN .*/, ""))}
      nothingFoundMessage={t("reports.itemNone")}
    />
  );
}
