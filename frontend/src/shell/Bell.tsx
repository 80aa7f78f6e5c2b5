import { ActionIcon, Anchor, Button, Group, Popover, ScrollArea, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Bell as BellIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useApi } from "../state/doors";
import { EmptyState } from "../ui/EmptyState";
import { LevelIcon } from "../ui/LevelIcon";
import { RelativeTime } from "../ui/RelativeTime";
import classes from "./Shell.module.css";

export const latestNotices = { text: "", filter: {}, sort: "", after: "", offset: 0, limit: 8 } as const;

/** How many notifications are unread, and the newest of them. */
export function Bell({ unread }: { readonly unread: number }) {
  const { t } = useTranslation();
  const api = useApi();
  const [open, setOpen] = useState(false);
  const latest = useQuery({
    queryKey: ["notifications", "latest"],
    queryFn: () => api.notices.list(latestNotices),
    enabled: open,
  });
  const read = useMutation({ mutationFn: () => api.notices.markRead([]) });
  return (
    <Popover width={380} position="bottom-end" opened={open} onChange={setOpen} trapFocus returnFocus>
      <span className={classes.bell}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            onClick={() => setOpen(!open)}
            aria-label={t("shell.bell", { count: unread })}
          >
            <BellIcon size={19} />
          </ActionIcon>
        </Popover.Target>
        {unread > 0 ? (
          <span className={classes.bellFigure} aria-hidden>
            {unread > 99 ? "99+" : unread}
          </span>
        ) : null}
      </span>
      <Popover.Dropdown p={0}>
        <Group justify="space-between" px="md" py="xs" style={{ borderBottom: "1px solid var(--line)" }}>
          <Text fw={650} size="sm">
            {t("shell.notifications")}
          </Text>
          <Button size="compact-xs" variant="subtle" disabled={unread === 0} onClick={() => read.mutate()}>
            {t("shell.markAllRead")}
          </Button>
        </Group>
        <ScrollArea.Autosize mah={420}>
          {latest.data?.items.map((n) => (
            <div key={n.id} className={classes.note} data-unread={!n.read || undefined}>
              <LevelIcon level={n.level} />
              <div style={{ minWidth: 0, flex: 1 }}>
                <Text size="sm" fw={n.read ? 500 : 650}>
                  {n.link ? (
                    <Anchor
                      component={Link}
                      to={n.link}
                      inherit
                      c="var(--text)"
                      onClick={() => setOpen(false)}
                    >
                      {n.title}
                    </Anchor>
                  ) : (
                    n.title
                  )}
                </Text>
                <Text size="sm" c="dimmed">
                  {n.message}
                </Text>
              </div>
              <RelativeTime time={n.time} size="xs" c="dimmed" />
            </div>
          ))}
          {latest.data?.items.length === 0 ? <EmptyState icon={BellIcon} title={t("notices.empty")} /> : null}
        </ScrollArea.Autosize>
        <Group justify="center" py="xs" style={{ borderTop: "1px solid var(--line)" }}>
          <Anchor component={Link} to="/notifications" size="sm" onClick={() => setOpen(false)}>
            {t("shell.allNotifications")}
          </Anchor>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
