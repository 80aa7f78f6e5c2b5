import { ActionIcon } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Maximize2, Minimize2, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./RecordPanel.module.css";

export interface RecordPanelProps {
  readonly title: ReactNode;
  /** Read out as the name of the region. */
  readonly label: string;
  readonly onClose: () => void;
  /** Buttons in the head, left of full screen and close. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One record at the right of a table; opens to the whole page and back. Esc closes. */
export function RecordPanel({ title, label, onClose, actions, children }: RecordPanelProps) {
  const { t } = useTranslation();
  const [full, setFull] = useState(false);
  useHotkeys([["Escape", () => (full ? setFull(false) : onClose())]]);
  return (
    <section className={classes.panel} data-full={full || undefined} aria-label={label}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {actions}
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={() => setFull(!full)}
          aria-label={full ? t("panel.smaller") : t("panel.full")}
        >
          {full ? <Minimize2 size={16} /> : <Maximize2 size={16} />}
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("common.close")}>
          <X size={18} />
        </ActionIcon>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className={classes.body} tabIndex={0} role="group" aria-label={label}>
        {children}
      </div>
    </section>
  );
}

/** A table at the left that keeps its height, and beside it a record when one is open. */
export function TableWithRecord({
  table,
  record,
}: {
  readonly table: ReactNode;
  readonly record: ReactNode;
}) {
  return (
    <div className={classes.split}>
      <div className={classes.main}>{table}</div>
      {record}
    </div>
  );
}
