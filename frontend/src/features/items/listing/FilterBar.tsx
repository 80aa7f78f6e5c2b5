import { Button, CloseButton, Menu, TextInput, UnstyledButton } from "@mantine/core";
import { Check, ChevronDown, Search, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./FilterBar.module.css";
import type { Listing } from "./useListing";

/** A filter of a list: one of several words, yes or nothing, or a record that a link has set. */
export type Filter =
  | {
      readonly kind: "choice";
      readonly name: string;
      readonly label: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
    }
  | { readonly kind: "toggle"; readonly name: string; readonly label: string; readonly value: string }
  | { readonly kind: "given"; readonly name: string; readonly label: string; readonly shown: string };

/** Search field and filter chips over a table. */
export function FilterBar({
  listing,
  filters,
  search,
  children,
}: {
  readonly listing: Listing;
  readonly filters: readonly Filter[];
  /** What can be searched for: name of the field and words inside it. */
  readonly search: string;
  /** Filters of another shape (dates). */
  readonly children?: ReactNode;
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
            <CloseButton
              size="sm"
              aria-label={t("items.list.clearText")}
              onClick={() => listing.setText("")}
            />
          )
        }
        value={listing.text}
        maxLength={200}
        onChange={(e) => listing.setText(e.currentTarget.value)}
      />
      {filters.map((filter) => (
        <Chip key={filter.name} filter={filter} listing={listing} />
      ))}
      {children}
      {listing.narrowed ? (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={listing.clear}>
          {t("items.list.clear")}
        </Button>
      ) : null}
    </div>
  );
}

function Chip({ filter, listing }: { readonly filter: Filter; readonly listing: Listing }) {
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
    case "given":
      return value === "" ? null : (
        <span className={classes.chip} data-on>
          <span className={classes.words}>
            {filter.label}: <b>{filter.shown}</b>
          </span>
          <Remove label={filter.label} onClick={() => set("")} />
        </span>
      );
    case "choice":
      return <Choice filter={filter} value={value} onChange={set} />;
    default:
      return filter satisfies never;
  }
}

function Choice({
  filter,
  value,
  onChange,
}: {
  readonly filter: Extract<Filter, { kind: "choice" }>;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const chosen = filter.options.find((o) => o.value === value);
  return (
    <span className={classes.pair} data-on={value !== "" || undefined}>
      <Menu position="bottom-start">
        <Menu.Target>
          <UnstyledButton className={classes.chip} data-on={value !== "" || undefined}>
            <span className={classes.words}>
              {filter.label}
              {value === "" ? null : (
                <>
                  : <b>{chosen?.label ?? value}</b>
                </>
              )}
            </span>
            {value === "" ? <ChevronDown size={14} aria-hidden /> : null}
          </UnstyledButton>
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
      {value === "" ? null : <Remove label={filter.label} onClick={() => onChange("")} />}
    </span>
  );
}

function Remove({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <UnstyledButton
      className={classes.remove}
      onClick={onClick}
      aria-label={t("items.list.remove", { filter: label })}
    >
      <X size={13} aria-hidden />
    </UnstyledButton>
  );
}
