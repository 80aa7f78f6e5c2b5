import { Select, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Found, LookupFilter } from "./filter";
import { useFound } from "./useFound";

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
  // The field shows the name of what is set: that is nothing to search for.
  const { found, searching } = useFound(lookup, text.trim() === lookup.shown ? "" : text);
  const set: Found = { value, label: lookup.shown || "…", detail: "" };
  const known = value === "" || found.some((o) => o.value === value);
  const options = known ? found : [set, ...found];
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
      nothingFoundMessage={searching ? undefined : t("palette.nothing")}
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
