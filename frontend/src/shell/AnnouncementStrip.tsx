import { Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Announcement } from "../backend/types.gen";
import { stateSpec } from "../domain/states";
import { useApi } from "../state/doors";
import { playSound } from "../state/sounds";
import { LevelIcon } from "../ui/LevelIcon";
import { RelativeTime } from "../ui/RelativeTime";
import classes from "./Shell.module.css";

/** The oldest announcement not yet acknowledged, along the bottom of every page. */
export function AnnouncementStrip({ announcements }: { readonly announcements: readonly Announcement[] }) {
  const { t } = useTranslation();
  const api = useApi();
  const acknowledge = useMutation({ mutationFn: (id: string) => api.notices.acknowledge(id) });
  const heard = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const before = heard.current;
    heard.current = new Set(announcements.map((a) => a.id));
    if (before && announcements.some((a) => !before.has(a.id))) playSound("announcement");
  }, [announcements]);

  const current = announcements[announcements.length - 1];
  if (!current) return null;
  const { tone } = stateSpec("level", current.level);
  return (
    <section
      className={classes.strip}
      aria-label={t("shell.announcement")}
      style={{
        background: `var(--tone-${tone}-bg)`,
        color: `var(--tone-${tone}-fg)`,
        borderColor: `var(--tone-${tone}-mark)`,
      }}
    >
      <LevelIcon level={current.level} size={20} />
      <div className={classes.stripText} role="status">
        <b>{current.title}</b> {current.text}
      </div>
      <Text size="xs" component="span" style={{ whiteSpace: "nowrap" }}>
        {current.author} · <RelativeTime time={current.time} />
      </Text>
      <Button
        size="xs"
        variant="default"
        leftSection={<Check size={15} aria-hidden />}
        loading={acknowledge.isPending}
        onClick={() => acknowledge.mutate(current.id)}
      >
        {announcements.length > 1
          ? t("shell.acknowledgeMore", { count: announcements.length - 1 })
          : t("shell.acknowledge")}
      </Button>
    </section>
  );
}
