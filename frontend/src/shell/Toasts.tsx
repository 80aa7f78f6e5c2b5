import { Notifications, notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useApi } from "../state/doors";
import { LevelIcon } from "../ui/LevelIcon";
import { latestNotices } from "./Bell";
import classes from "./Shell.module.css";

/**
 * Shows each new notification once, at the bottom left of the page: there it covers neither the rail, nor the status above,
 * nor the announcement's button, nor the counter's. What it says is text: React puts nothing of it on the page as HTML.
 */
export function Toasts() {
  const api = useApi();
  const latest = useQuery({
    queryKey: ["notifications", "latest"],
    queryFn: () => api.notices.list(latestNotices),
  });
  const seen = useRef<Set<string> | null>(null);
  const items = latest.data?.items;
  useEffect(() => {
    if (!items) return;
    const first = seen.current === null;
    const known = seen.current ?? new Set<string>();
    seen.current = known;
    for (const n of [...items].reverse()) {
      if (known.has(n.id)) continue;
      known.add(n.id);
      if (first || n.read) continue;
      notifications.show({
        id: n.id,
        title: n.title,
        message: n.message,
        icon: <LevelIcon level={n.level} />,
        color: "transparent",
        autoClose: n.level === "error" ? false : 6000,
        withBorder: true,
      });
    }
  }, [items]);
  // Whoever signs in next does not see what was for the one before.
  useEffect(() => () => notifications.clean(), []);
  return (
    <div className={classes.toasts}>
      <Notifications position="bottom-left" limit={3} containerWidth={380} withinPortal={false} />
    </div>
  );
}
