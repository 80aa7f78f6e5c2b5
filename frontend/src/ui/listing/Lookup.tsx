import { Combobox, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterChip, FilterPair } from "./FilterChip";
import type { LookupFilter } from "./filter";

/** Narrows a list to one record, found by typing. */
export function Lookup({
  filter,
  value,
  onChange,
}: {
  readonly filter: LookupFilter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 150);
  const box = useCombobox({
    onDropdownOpen: () => box.focusSearchInput(),
    onDropdownClose: () => {
      box.resetSelectedOption();
      setText("");
    },
  });
  const found = useQuery({
    queryKey: ["search", filter.name, wanted],
    queryFn: () => filter.find(wanted),
    enabled: box.dropdownOpened,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const options = found.data ?? [];
  return (
    <FilterPair label={filter.label} on={value !== ""} onRemove={() => onChange("")}>
      <Combobox
        store={box}
        width={340}
        position="bottom-start"
        onOptionSubmit={(id) => {
          onChange(id);
          box.closeDropdown();
          box.focusTarget();
        }}
      >
        <Combobox.Target targetType="button">
          <FilterChip
            label={filter.label}
            shown={value === "" ? "" : filter.shown || "…"}
            onClick={() => box.toggleDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Search
            aria-label={filter.search}
            placeholder={filter.search}
            value={text}
            maxLength={100}
            onChange={(e) => {
              setText(e.currentTarget.value);
              box.updateSelectedOptionIndex();
            }}
          />
          <Combobox.Options mah={320} style={{ overflowY: "auto" }} aria-label={filter.label}>
            {options.map((o) => (
              <Combobox.Option key={o.value} value={o.value} active={o.value === value}>
                <Text size="sm" truncate>
                  {o.label}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {o.detail}
                </Text>
              </Combobox.Option>
            ))}
            {options.length === 0 && !found.isFetching ? (
              <Combobox.Empty>{t("palette.nothing")}</Combobox.Empty>
            ) : null}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </FilterPair>
  );
}
