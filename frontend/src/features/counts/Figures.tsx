import { useTranslation } from "react-i18next";
import type { CountFigures } from "../../backend/types.gen";
import { stateSpec } from "../../domain/states";
import { stateIcons } from "../../ui/icons";
import classes from "./Counts.module.css";
import { seenOf, type Tab } from "./words";

/** The large figures; each leads to its list. A blind count shows only what was scanned. */
export function Figures({
  figures,
  hidden,
  tab,
  onTab,
}: {
  readonly figures: CountFigures;
  readonly hidden: boolean;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
}) {
  const { t } = useTranslation();
  const seen = seenOf(figures);
  const percent = figures.expected > 0 ? (seen / figures.expected) * 100 : 0;
  const shown: readonly Tab[] = hidden
    ? ["found", "unexpected", "unknown"]
    : ["found", "missing", "unexpected", "out"];
  return (
    <div className={classes.figures}>
      {hidden ? (
        <p className={classes.blindNote}>{t("counts.blindNote")}</p>
      ) : (
        <div className={classes.progress}>
          <div className={classes.progressWords}>
            <b>{t("counts.progress", { count: seen, expected: figures.expected })}</b>
            {figures.handled > 0 ? (
              <span>{t("counts.ofThemHandled", { count: figures.handled })}</span>
            ) : null}
          </div>
          <div
            className={classes.bar}
            role="progressbar"
            aria-label={t("counts.progressLabel")}
            aria-valuenow={seen}
            aria-valuemin={0}
            aria-valuemax={Math.max(figures.expected, seen)}
          >
            <i style={{ width: `${percent}%` }} data-done={percent >= 100 || undefined} />
          </div>
        </div>
      )}
      <div
        className={classes.boxes}
        style={{ gridTemplateColumns: `repeat(${shown.length}, minmax(0, 1fr))` }}
      >
        {shown.map((key) => {
          const look = stateSpec("verdict", key);
          const Icon = stateIcons[look.icon];
          const figure = key === "found" ? seen : figures[key];
          return (
            <button
              key={key}
              type="button"
              className={classes.box}
              aria-pressed={tab === key}
              onClick={() => onTab(key)}
              style={
                {
                  "--fg": figure > 0 ? `var(--tone-${look.tone}-fg)` : "var(--mantine-color-dimmed)",
                  "--mark": figure > 0 ? `var(--tone-${look.tone}-mark)` : "var(--line-strong)",
                } as React.CSSProperties
              }
            >
              <span className={classes.boxWord}>
                <Icon size={16} aria-hidden />
                <span title={t(look.word)}>{t(look.word)}</span>
              </span>
              <span className={classes.boxFigure}>{figure.toLocaleString()}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
