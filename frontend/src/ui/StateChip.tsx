import { useTranslation } from "react-i18next";
import { type StateKind, stateSpec } from "../domain/states";
import { stateIcons } from "./icons";
import classes from "./StateChip.module.css";

export interface StateChipProps {
  readonly kind: StateKind;
  readonly state: string;
  /** For words with a figure: "On 2 stations", "Catching up (14)". */
  readonly count?: number;
  readonly size?: "md" | "lg";
}

/** Icon, word and colour of a state; the same everywhere. */
export function StateChip({ kind, state, count, size = "md" }: StateChipProps) {
  const { t } = useTranslation();
  const look = stateSpec(kind, state);
  const Icon = stateIcons[look.icon];
  const word = look.word === "states.unknown" ? state : t(look.word, { count: count ?? 0 });
  return (
    <span
      className={classes.chip}
      data-size={size}
      data-shape={look.shape}
      style={{
        color: `var(--tone-${look.tone}-fg)`,
        background: look.shape === "outline" ? "transparent" : `var(--tone-${look.tone}-bg)`,
      }}
    >
      <Icon aria-hidden className={look.icon === "progress" ? "spin" : undefined} />
      {word}
    </span>
  );
}
