import { Select, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Found, LookupFilter } from "./filter";

/** One record of many in a form: found by typing, or set by a scan. */
export function RecordField({
  lookup,
  description,
  value,
  onChange,
}: {
  readonly lookup: LookupFilter;
  readonly description?: string;
  /** Its id; empty: none. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 150);
  // The field shows the name of what is set: that is nothing to search for.
  const typed = wanted === lookup.shown ? "" : wanted;
  const found = useQuery({
    queryKey: ["search", lookup.name, typed],
    queryFn: () => lookup.find(typed),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const offered = found.data ?? [];
  const set: Found = { value, label: lookup.shown || "…", detail: "" };
  const known = value === "" || offered.some((o) => o.value === value);
  const options = known ? offered : [set, ...offered];
  return (
    <Select
      label={lookup.label}
      description={description}
      placeholder={lookup.search}
      searchable
      clearable
      openOnFocus={false}
      clearButtonProps={{ "aria-label": t("common.removeOf", { of: lookup.label }) }}
      data={[...options]}
      // The service has searched already.
      filter={({ options }) => options}
      searchValue={text}
      onSearchChange={setText}
      value={value || null}
      onChange={(id) => onChange(id ?? "")}
      nothingFoundMessage={found.isFetching ? undefined : t("palette.nothing")}
      maxDropdownHeight={260}
      renderOption={({ option }) => (
        <div style={{ minWidth: 0 }}>
          <Text size="sm" truncate>
            {option.label}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {options.find((o) => o.value === option.value)?.detail}
          </Text>
        </div>
      )}
    />
  );
}
