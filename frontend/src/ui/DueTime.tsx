import { useTranslation } from "react-i18next";
import { shortTime } from "../domain/times";
import { useNow } from "../state/clock";
import classes from "./DueTime.module.css";
import { useRelative } from "./RelativeTime";

/** When something is due back: "due in 20 min", "overdue since 24 Nov 09:40, 5 h ago", or that it has no due time. */
export function DueTime({
  due,
  soon,
  none,
  brief = false,
}: {
  /** Empty: on a long-term receipt. */
  readonly due: string;
  readonly soon: boolean;
  /** Words for no due time. */
  readonly none: string;
  /** For a line that says already that it is overdue. */
  readonly brief?: boolean;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const words = useRelative(due);
  if (due === "") return <>{none}</>;
  const late = Date.parse(due) < now;
  return (
    <time
      dateTime={due}
      title={shortTime(due)}
      className={`figures ${classes.due}`}
      data-late={late || undefined}
      data-soon={(!late && soon) || undefined}
    >
      {late && !brief
        ? t("time.overdue", { since: shortTime(due), ago: words })
        : t("time.due", { in: words })}
    </time>
  );
}
