import { Button } from "@mantine/core";
import { AlarmClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CountDue as Due } from "../backend/types.gen";
import { clockTime } from "../domain/times";
import { useNow } from "../state/clock";
import { useCan } from "../state/session";
import classes from "./Shell.module.css";

/** The count of the day that nobody has opened yet, once its time has come. */
export function CountDue({ due }: { readonly due: readonly Due[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const now = useNow();
  const late = due.filter((d) => Date.parse(d.at) <= now);
  const newest = late[late.length - 1];
  if (!newest || !can("count")) return null;
  return (
    <section
      className={classes.strip}
      aria-label={t(`counts.type.${newest.type}`)}
      style={{
        background: "var(--tone-amber-bg)",
        color: "var(--tone-amber-fg)",
        borderColor: "var(--tone-amber-mark)",
      }}
    >
      <AlarmClock size={20} aria-hidden />
      <div className={classes.stripText} role="status">
        <b>
          {t("shell.countDue", {
            type: t(`counts.type.${newest.type}`),
            at: clockTime(newest.at).slice(0, 5),
          })}
        </b>
      </div>
      <Button component={Link} to="/counts" state={{ count: newest.type }} size="xs" variant="default">
        {t("shell.openCount")}
      </Button>
    </section>
  );
}
