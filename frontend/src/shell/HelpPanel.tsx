import { Drawer, Kbd, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { matchPath, useLocation } from "react-router";
import type { Action } from "../actions/action";
import { useRegistry } from "../actions/registry";
import { shortcutText } from "../actions/shortcut";
import { NoScans } from "../ui/NoScans";
import { helpOf, routes } from "../views/routes";
import classes from "./Shell.module.css";

/** The most questions a page's text answers. */
const mostQuestions = 6;

/** What the page on the screen is for, its keys, and what people ask. */
export function HelpPanel({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { actions } = useRegistry();
  const route = routes.find((r) => matchPath(r.path, pathname));
  const title = route?.nav ? t(route.nav.label) : t("help.title");
  const withKeys = actions.filter((a) => a.shortcut && a.enabled !== false);
  return (
    <>
      {opened ? <NoScans /> : null}
      <Drawer
        opened={opened}
        onClose={onClose}
        position="right"
        size={420}
        title={<Text fw={700}>{title}</Text>}
        overlayProps={{ backgroundOpacity: 0.15 }}
        closeButtonProps={{ "aria-label": t("help.close") }}
      >
        <Stack gap="lg" pb="md">
          {route ? <Asked topic={helpOf(route)} /> : null}
          <Keys title={t("help.keys")} actions={withKeys.filter((a) => a.group === "page")} />
          <Keys title={t("help.everywhere")} actions={withKeys.filter((a) => a.group !== "page")} />
        </Stack>
      </Drawer>
    </>
  );
}

function Asked({ topic }: { readonly topic: string }) {
  const { t, i18n } = useTranslation();
  const questions = Array.from({ length: mostQuestions }, (_, i) => i + 1).filter((n) =>
    i18n.exists(`${topic}.q${n}`),
  );
  return (
    <>
      <Text size="sm">{t(`${topic}.for`)}</Text>
      <section className={classes.help}>
        <h2>{t("help.asked")}</h2>
        {questions.map((n) => (
          <div key={n}>
            <h3>{t(`${topic}.q${n}`)}</h3>
            <p>{t(`${topic}.a${n}`)}</p>
          </div>
        ))}
      </section>
    </>
  );
}

function Keys({ title, actions }: { readonly title: string; readonly actions: readonly Action[] }) {
  const { t } = useTranslation();
  if (actions.length === 0) return null;
  return (
    <section className={classes.help}>
      <h2>{title}</h2>
      <ul>
        {actions.map((a) => (
          <li key={a.id}>
            <span>{t(a.label)}</span>
            <Kbd size="xs">{shortcutText(a.shortcut ?? "")}</Kbd>
          </li>
        ))}
      </ul>
    </section>
  );
}
