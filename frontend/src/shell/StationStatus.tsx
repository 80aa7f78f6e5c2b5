import { Popover } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Shell } from "../backend/types.gen";
import { clockTime } from "../domain/times";
import { usePushLink } from "../state/doors";
import classes from "./Shell.module.css";
import { StationPanel } from "./StationPanel";

/** Hub, member or alone, and how fresh this screen is; opens to the same in sentences. */
export function StationStatus({ shell }: { readonly shell: Shell }) {
  const { t } = useTranslation();
  const link = usePushLink();
  const word = t(`shell.role.${shell.role}`, { hub: shell.hub });
  const fresh = link.connected
    ? t("shell.live")
    : t("shell.cutSince", { time: clockTime(new Date(link.since).toISOString()) });
  const words = [
    word,
    fresh,
    ...(shell.waiting > 0 ? [t("shell.waiting", { count: shell.waiting })] : []),
    ...(shell.clockWarning ? [t("shell.clockWrong")] : []),
  ];
  const [opened, setOpened] = useState(false);
  return (
    <Popover width={440} position="bottom-start" opened={opened} onChange={setOpened} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          onClick={() => setOpened(!opened)}
          className={classes.status}
          data-warning={shell.clockWarning !== "" || undefined}
          aria-label={words.join(", ")}
        >
          <span className={classes.live} data-off={!link.connected || undefined} aria-hidden />
          {words.join(" · ")}
        </button>
      </Popover.Target>
      <Popover.Dropdown p="lg">
        <StationPanel shell={shell} fresh={fresh} onLeave={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
