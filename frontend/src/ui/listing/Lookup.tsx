import { Combobox, Text, useCombobox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterChip, FilterPair } from "./FilterChip";
import type { LookupFilter } from "./filter";
import { useFound } from "./useFound";

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
  const box = useCombobox({
    onDropdownOpen: () => box.focusSearchInput(),
    onDropdownClose: () => {
      box.resetSelectedOption();
      setText("");
    },
  });
  const { found, searching } = useFound(filter, text, box.dropdownOpened);
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
            {found.map((o) => (
              <Combobox.Option key={o.value} value={o.value} active={o.value === value}>
                <Text size="sm" truncate>
                  {o.label}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {o.detail}
                </Text>
              </Combobox.Option>
            ))}
            {found.length === 0 && !searching ? (
              <Combobox.Empty>{t("palette.nothing")}</Combobox.Empty>
            ) : null}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </FilterPair>
  );
}
