import { Siren } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import type { MassRow } from "../backend/types.gen";
import { shortTime } from "../domain/times";
import { useCan } from "../state/session";
import classes from "./Shell.module.css";

/** Along the top of every page while a mass issue runs: what it is, and the way to it. */
export function MassStrip({ running }: { readonly running: readonly MassRow[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const { pathname } = useLocation();
  const shown = running.filter((m) => pathname !== "/mass" && pathname !== `/mass/${m.id}`);
  if (shown.length === 0 || !can("read")) return null;
  return (
    <section className={classes.mass} aria-label={t("nav.mass")}>
      {shown.map((m) => (
        <div key={m.id} className={classes.massOne}>
          <Siren size={17} aria-hidden />
          <span>{t("mass.runs", { title: m.title, since: shortTime(m.opened) })}</span>
          <Link to={`/mass/${m.id}`}>{t(can("take") ? "mass.join" : "mass.look")}</Link>
        </div>
      ))}
    </section>
  );
}
