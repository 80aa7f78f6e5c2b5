import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import classes from "./Importing.module.css";

/** Which step of a few it is; `at` past the last one: all are done. */
export function Steps({ words, at }: { readonly words: readonly string[]; readonly at: number }) {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps} aria-label={t("importing.steps")}>
      {words.map((word, i) => (
        <li
          key={word}
          className={classes.step}
          data-state={i < at ? "done" : i === at ? "now" : "later"}
          aria-current={i === at ? "step" : undefined}
        >
          <span className={classes.stepMark} aria-hidden>
            {i < at ? <Check size={14} /> : i + 1}
          </span>
          {word}
        </li>
      ))}
    </ol>
  );
}
