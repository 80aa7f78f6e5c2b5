import { Button, type ButtonProps } from "@mantine/core";
import { Flag } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../state/session";
import { type About, RaiseDialog } from "./RaiseDialog";

/** Says what does not add up about a record; nothing for who may not. */
export function RaiseButton({
  about,
  onOpened,
  tabIndex,
  children,
  ...button
}: ButtonProps & {
  readonly about: About;
  /** Hears whether the dialog is open. */
  readonly onOpened?: (open: boolean) => void;
  readonly tabIndex?: number;
  /** A shorter word where there is little room. */
  readonly children?: string;
}) {
  const { t } = useTranslation();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const show = (yes: boolean) => {
    setOpen(yes);
    onOpened?.(yes);
  };
  if (!can("discrepancy.raise")) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<Flag size={14} aria-hidden />}
        tabIndex={tabIndex}
        aria-label={t("discrepancies.raise.button")}
        {...button}
        onClick={() => show(true)}
      >
        {children ?? t("discrepancies.raise.button")}
      </Button>
      <RaiseDialog about={open ? about : null} onClose={() => show(false)} />
    </>
  );
}
