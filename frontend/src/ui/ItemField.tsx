import { CloseButton, Combobox, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useItemLookup } from "./listing/lookups";

/** A field of a form that names one item, found by its number, serial or tag. */
export function ItemField({
  label,
  description,
  value,
  onChange,
}: {
  readonly label: string;
  readonly description: string;
  /** Id of the item; empty: none. */
  readonly value: string;
  readonly onChange: (id: string) => void;
}) {
  const { t } = useTranslation();
  const lookup = useItemLookup("assigned", label, value);
  const [typed, setTyped] = useState<string | null>(null);
  const [wanted] = useDebouncedValue((typed ?? "").trim(), 150);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const found = useQuery({
    queryKey: ["search", lookup.name, wanted],
    queryFn: () => lookup.find(wanted),
    enabled: box.dropdownOpened && typed !== null,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const options = found.data ?? [];
  const leave = () => {
    setTyped(null);
    box.closeDropdown();
  };
  return (
    <Combobox
      store={box}
      onOptionSubmit={(id) => {
        onChange(id);
        leave();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          description={description}
          placeholder={lookup.search}
          autoComplete="off"
          maxLength={100}
          value={typed ?? lookup.shown}
          onChange={(e) => {
            setTyped(e.currentTarget.value);
            box.openDropdown();
            box.selectFirstOption();
          }}
          onFocus={(e) => e.currentTarget.select()}
          onBlur={leave}
          rightSectionPointerEvents="all"
          rightSection={
            value === "" ? null : (
              <CloseButton aria-label={t("people.form.assignedClear")} onClick={() => onChange("")} />
            )
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={typed === null}>
        <Combobox.Options mah={240} style={{ overflowY: "auto" }} aria-label={label}>
          {options.map((o) => (
            <Combobox.Option key={o.value} value={o.value}>
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
  );
}
