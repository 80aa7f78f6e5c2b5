import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useCan } from "../state/session";
import { useShell } from "../state/shell";
import { type NavGroup, routeAddress, routeAllowed, routes } from "../views/routes";
import classes from "./Shell.module.css";

const groups: readonly NavGroup[] = ["work", "records", "site"];

/** The pages, by group; only what the role may open. */
export function Rail() {
  const { t } = useTranslation();
  const can = useCan();
  const shell = useShell().data;
  const open = routes.filter((r) => r.nav && routeAllowed(r, can));
  return (
    <nav className={classes.rail} aria-label={t("shell.pages")}>
      {groups.map((group) => {
        const mine = open.filter((r) => r.nav?.group === group);
        if (mine.length === 0) return null;
        return (
          <div key={group}>
            <div className={classes.group}>{t(`nav.group.${group}`)}</div>
            {mine.map((route) => {
              const nav = route.nav;
              if (!nav) return null;
              const Icon = nav.icon;
              const figure = nav.figure && shell ? shell[nav.figure] : 0;
              return (
                <NavLink
                  key={route.path}
                  to={routeAddress(route)}
                  className={classes.link}
                  title={t(nav.label)}
                  aria-label={figure > 0 ? `${t(nav.label)}: ${figure}` : undefined}
                >
                  <Icon size={18} aria-hidden />
                  <span className={classes.linkWord}>{t(nav.label)}</span>
                  {figure > 0 ? (
                    <span className={classes.figure} aria-hidden>
                      {figure}
                    </span>
                  ) : null}
                </NavLink>
              );
            })}
          </div>
        );
      })}
    </nav>
  );
}
