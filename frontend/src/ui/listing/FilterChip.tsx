import { UnstyledButton, type UnstyledButtonProps } from "@mantine/core";
import { ChevronDown, X } from "lucide-react";
import { type ComponentPropsWithRef, forwardRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./FilterBar.module.css";

/** The frame of a filter that opens something: the chip, and once it is set what takes it away. */
export function FilterPair({
  label,
  on,
  onRemove,
  children,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <span className={classes.pair} data-on={on || undefined}>
      {children}
      {on ? (
        <UnstyledButton
          className={classes.remove}
          onClick={onRemove}
          aria-label={t("list.remove", { filter: label })}
        >
          <X size={13} aria-hidden />
        </UnstyledButton>
      ) : null}
    </span>
  );
}

type ChipProps = UnstyledButtonProps &
  Omit<ComponentPropsWithRef<"button">, keyof UnstyledButtonProps> & {
    readonly label: string;
    /** What is chosen; empty: nothing. */
    readonly shown: string;
  };

/** The chip itself: "Status", or "Status: Available". */
export const FilterChip = forwardRef<HTMLButtonElement, ChipProps>(
  ({ label, shown, className, ...button }, ref) => (
    <UnstyledButton
      ref={ref}
      {...button}
      // A menu's target hands a class of its own down.
      className={`${classes.chip} ${className ?? ""}`}
      data-on={shown !== "" || undefined}
    >
      <span className={classes.words}>
        {label}
        {shown === "" ? null : (
          <>
            : <b>{shown}</b>
          </>
        )}
      </span>
      {shown === "" ? <ChevronDown size={14} aria-hidden /> : null}
    </UnstyledButton>
  ),
);
FilterChip.displayName = "FilterChip";
