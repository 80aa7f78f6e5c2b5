import { useTranslation } from "react-i18next";
import { stateSpec } from "../domain/states";
import { stateIcons } from "./icons";

/** The icon of a level (info, success, warning, error) in its colour, with its word for a screen reader. */
export function LevelIcon({ level, size = 18 }: { readonly level: string; readonly size?: number | string }) {
  const { t } = useTranslation();
  const look = stateSpec("level", level);
  const Icon = stateIcons[look.icon];
  return (
    <Icon
      size={size}
      role="img"
      aria-label={t(look.word)}
      style={{ color: `var(--tone-${look.tone}-fg)`, flex: "none", marginTop: 1 }}
    />
  );
}
