import { useQuery } from "@tanstack/react-query";
import {
  ArrowDownLeft,
  ArrowUpRight,
  BellRing,
  type LucideIcon,
  Megaphone,
  PackageSearch,
  Radio,
} from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { FeedLine } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { EmptyState } from "../../ui/EmptyState";
import { RecordLink } from "../../ui/RecordLink";
import { RelativeTime } from "../../ui/RelativeTime";
import { Shown } from "../../ui/Waiting";
import classes from "./Board.module.css";

const looks: Record<string, { readonly icon: LucideIcon; readonly tone: string }> = {
  transaction_created: { icon: ArrowUpRight, tone: "amber" },
  transaction_returned: { icon: ArrowDownLeft, tone: "teal" },
  inventory_updated: { icon: PackageSearch, tone: "blue" },
  announcement: { icon: Megaphone, tone: "violet" },
  notification: { icon: BellRing, tone: "grey" },
};

/** What happens at the site, newest first; a new line lights up for two seconds. */
export function LiveFeed({
  issued,
  returned,
  lines: most = 40,
  linked = true,
}: {
  readonly issued: number;
  readonly returned: number;
  /** How many lines are shown; more than fit can be scrolled to. */
  readonly lines?: number;
  /** Whether a receipt can be opened from its line. */
  readonly linked?: boolean;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const feed = useQuery({
    queryKey: ["feed"],
    queryFn: () => api.board.feed(0, 40),
    meta: { topics: ["transactions", "items", "announcements"] },
  });
  const newest = useRef(Number.POSITIVE_INFINITY);
  const lines = feed.data;
  useEffect(() => {
    if (lines) newest.current = Math.max(0, ...lines.map((l) => l.seq));
  }, [lines]);
  return (
    <section className={classes.block}>
      <h2>
        {t("board.feed")} <small>{t("board.today", { issued, returned })}</small>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={t("board.feed")}>
        <Shown query={feed}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState icon={Radio} title={t("board.quiet")} hint={t("board.quietHint")} />
            ) : (
              all
                .slice(0, most)
                .map((line) => (
                  <Line key={line.seq} line={line} fresh={line.seq > newest.current} linked={linked} />
                ))
            )
          }
        </Shown>
      </div>
    </section>
  );
}

function Line({
  line,
  fresh,
  linked,
}: {
  readonly line: FeedLine;
  readonly fresh: boolean;
  readonly linked: boolean;
}) {
  // Decided once: a later re-read must not put the light out early.
  const can = useCan();
  const lit = useRef(fresh);
  const look = looks[line.type] ?? { icon: Radio, tone: "grey" };
  const Icon = look.icon;
  return (
    <div className={`${classes.line} ${lit.current ? "changed" : ""}`}>
      <Icon size="1.25em" aria-hidden style={{ color: `var(--tone-${look.tone}-mark)` }} />
      <div className={classes.lineMain}>
        <div>
          <b>{line.who}</b>{" "}
          {linked && line.transaction && can("read") ? (
            <RecordLink to={`/transactions/${line.transaction}`}>{line.what}</RecordLink>
          ) : (
            line.what
          )}
        </div>
        <div className={classes.dim}>{[line.detail, line.where].filter(Boolean).join(" · ")}</div>
      </div>
      <span className={classes.dim}>
        <RelativeTime time={line.time} />
      </span>
    </div>
  );
}
