import { Button, CloseButton, Menu, TextInput, UnstyledButton } from "@mantine/core";
import { Check, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Dates } from "./Dates";
import classes from "./FilterBar.module.css";
import { FilterChip, FilterPair } from "./FilterChip";
import type { ChoiceFilter, Filter } from "./filter";
import { Lookup } from "./Lookup";
import type { Listing } from "./useListing";

/** Search field and filter chips over a table. */
export function FilterBar({
  listing,
  filters,
  search,
}: {
  readonly listing: Listing;
  readonly filters: readonly Filter[];
  /** What can be searched for: name of the field and words inside it. */
  readonly search: string;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.bar} role="search">
      <TextInput
        className={classes.search}
        aria-label={search}
        placeholder={search}
        leftSection={<Search size={16} aria-hidden />}
        rightSection={
          listing.text === "" ? null : (
            <CloseButton size="sm" aria-label={t("list.clearText")} onClick={() => listing.setText("")} />
          )
        }
        value={listing.text}
        maxLength={200}
        onChange={(e) => listing.setText(e.currentTarget.value)}
      />
      {filters.map((filter) => (
        <One key={filter.name} filter={filter} listing={listing} />
      ))}
      {listing.narrowed ? (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={listing.clear}>
          {t("list.clear")}
        </Button>
      ) : null}
    </div>
  );
}

function One({ filter, listing }: { readonly filter: Filter; readonly listing: Listing }) {
  const value = listing.filter[filter.name] ?? "";
  const set = (next: string) => listing.setFilter(filter.name, next);
  switch (filter.kind) {
    case "toggle":
      return (
        <UnstyledButton
          className={classes.chip}
          data-on={value !== "" || undefined}
          aria-pressed={value !== ""}
          onClick={() => set(value === "" ? filter.value : "")}
        >
          {value === "" ? null : <Check size={14} aria-hidden />}
          {filter.label}
        </UnstyledButton>
      );
    case "choice":
      return <Choice filter={filter} value={value} onChange={set} />;
    case "lookup":
      return <Lookup filter={filter} value={value} onChange={set} />;
    case "dates":
      return (
        <Dates
          label={filter.label}
          span={{ from: value, until: listing.filter[filter.until] ?? "" }}
          onChange={(span) => listing.setFilters({ [filter.name]: span.from, [filter.until]: span.until })}
        />
      );
    default:
      return filter satisfies never;
  }
}

function Choice({
  filter,
  value,
  onChange,
}: {
  readonly filter: ChoiceFilter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const chosen = filter.options.find((o) => o.value === value);
  return (
    <FilterPair label={filter.label} on={value !== ""} onRemove={() => onChange("")}>
      <Menu position="bottom-start">
        <Menu.Target>
          <FilterChip label={filter.label} shown={value === "" ? "" : (chosen?.label ?? value)} />
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>
          {filter.options.map((o) => (
            <Menu.Item
              key={o.value}
              aria-current={o.value === value || undefined}
              leftSection={<Check size={14} aria-hidden opacity={o.value === value ? 1 : 0} />}
              onClick={() => onChange(o.value === value ? "" : o.value)}
            >
              {o.label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </FilterPair>
  );
}
