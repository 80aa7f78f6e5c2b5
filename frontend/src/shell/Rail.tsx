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
              const soon = nav.figure === "overdue" && shell ? shell.dueSoon : 0;
              const said = [
                nav.figure === "overdue" && figure > 0 ? t("shell.overdue", { count: figure }) : figure || "",
                soon > 0 ? t("shell.dueSoon", { count: soon }) : "",
              ].filter((words) => words !== "");
              return (
                <NavLink
                  key={route.path}
                  to={routeAddress(route)}
                  className={classes.link}
                  title={nav.figure === "overdue" && said.length > 0 ? said.join(", ") : t(nav.label)}
                  aria-label={said.length > 0 ? `${t(nav.label)}: ${said.join(", ")}` : undefined}
                >
                  <Icon size={18} aria-hidden />
                  <span className={classes.linkWord}>{t(nav.label)}</span>
                  {soon > 0 ? (
                    <>
                      {" "}
                      <span className={classes.figure} data-soon>
                        {soon}
                      </span>
                    </>
                  ) : null}
                  {figure > 0 ? (
                    <>
                      {" "}
                      <span className={classes.figure}>{figure}</span>
                    </>
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
