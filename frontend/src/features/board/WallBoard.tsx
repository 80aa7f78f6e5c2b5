import { useElementSize } from "@mantine/hooks";
import { CircleCheckBig } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type * as T from "../../backend/types.gen";
import { stateSpec } from "../../domain/states";
import { clockTime } from "../../domain/times";
import { useSeconds } from "../../state/clock";
import { usePushLink } from "../../state/doors";
import { useShell } from "../../state/shell";
import { stateIcons } from "../../ui/icons";
import { LevelIcon } from "../../ui/LevelIcon";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import board from "./Board.module.css";
import { LiveFeed } from "./LiveFeed";
import { figures, useBoard } from "./useBoard";
import classes from "./WallBoard.module.css";

/** The board on a large screen, read from five metres: it fills the screen, scales with it, and nothing rotates or scrolls. */
export function WallBoard() {
  const query = useBoard();
  return (
    <div className={classes.wall}>
      <Head />
      <Announced />
      <Shown query={query} lines={10}>
        {(data) => <Picture data={data} />}
      </Shown>
    </div>
  );
}

/** Where it is, how fresh it is, and what time it is. */
function Head() {
  const { t, i18n } = useTranslation();
  const shell = useShell().data;
  const link = usePushLink();
  const now = new Date(useSeconds());
  return (
    <header className={classes.head}>
      <h1>{shell?.site ?? t("nav.board")}</h1>
      <span className={classes.fresh} data-off={!link.connected || undefined} role="status">
        {link.connected
          ? t("board.live")
          : t("board.notLive", { time: clockTime(new Date(link.since).toISOString()) })}
      </span>
      <span className={classes.day}>
        {now.toLocaleDateString(i18n.language, { weekday: "long", day: "numeric", month: "long" })}
      </span>
      <time className={classes.clock} dateTime={now.toISOString()}>
        {clockTime(now.toISOString()).slice(0, 5)}
      </time>
    </header>
  );
}

/** The newest announcement. Nobody acknowledges it here: it stays until it is withdrawn or its reader has done so elsewhere. */
function Announced() {
  const { t } = useTranslation();
  const current = useShell().data?.announcements[0];
  if (!current) return null;
  const { tone } = stateSpec("level", current.level);
  return (
    <section
      className={classes.announced}
      aria-label={t("shell.announcement")}
      style={{
        background: `var(--tone-${tone}-bg)`,
        color: `var(--tone-${tone}-fg)`,
        borderColor: `var(--tone-${tone}-mark)`,
      }}
    >
      <LevelIcon level={current.level} size="1.4em" />
      <div role="status">
        <b>{current.title}</b> {current.text}
      </div>
    </section>
  );
}

/** Height of a line of the lists in units of the wall's letters; board.line and its two lines of words come to this. */
const lineUnits = 3.55;

function Picture({ data }: { readonly data: T.Board }) {
  const { t } = useTranslation();
  const { ref, height } = useElementSize();
  const unit = useRef<HTMLDivElement>(null);
  // Only whole lines are shown: half a name at the lower edge is no name.
  const line = (unit.current?.offsetHeight ?? 0) * lineUnits;
  const room = line > 0 && height > 0 ? Math.max(1, Math.floor(height / line)) : 6;
  const late = data.out.filter((i) => i.status === "Overdue");
  return (
    <>
      <Figures data={data} />
      <div className={classes.middle}>
        <div ref={unit} className={classes.unit} aria-hidden />
        <section className={board.block}>
          <h2>
            {t("board.overdueList")} <small>{t("board.items", { count: data.overdue })}</small>
          </h2>
          <div ref={ref} className={classes.list}>
            {late.length === 0 ? (
              <div className={classes.calm}>
                <CircleCheckBig size="2.4em" aria-hidden />
                {t("board.noneOverdue")}
              </div>
            ) : null}
            {late.slice(0, data.overdue > room ? room - 1 : room).map((item) => (
              <Late key={item.id} item={item} />
            ))}
            {data.overdue > room ? (
              <div className={classes.more}>{t("board.outMore", { count: data.overdue - room + 1 })}</div>
            ) : null}
          </div>
        </section>
        <div className={classes.feed}>
          <LiveFeed issued={data.issuedToday} returned={data.returnedToday} lines={room} linked={false} />
        </div>
      </div>
      <section className={classes.stations} aria-label={t("board.stations")}>
        {data.stations.map((s) => (
          <span key={s.id} className={board.who}>
            <StateChip kind="station" state={s.state} count={s.behind} />
            <b>{s.name}</b>
          </span>
        ))}
      </section>
    </>
  );
}

function Late({ item }: { readonly item: T.ItemRow }) {
  const { t } = useTranslation();
  return (
    <div className={board.line}>
      <div className={board.lineMain}>
        <div>
          <b>
            {item.model} {item.number}
          </b>{" "}
          {item.holder?.name}
        </div>
        <div className={board.dim}>
          {[item.holder?.purpose, item.holder?.station].filter(Boolean).join(" · ")}
        </div>
      </div>
      <span className={classes.late}>
        {t("board.due")} {item.holder ? <RelativeTime time={item.holder.due} /> : null}
      </span>
    </div>
  );
}

/** The models that are drawn under a figure: those with the most. */
const mostModels = 5;

function Figures({ data }: { readonly data: T.Board }) {
  const { t } = useTranslation();
  return (
    <div className={classes.figures}>
      {figures.map(({ key, state }) => {
        const look = stateSpec("item", state);
        const Icon = stateIcons[look.icon];
        const models = [...data.models].sort((a, b) => b.total - a.total).slice(0, mostModels);
        const most = Math.max(1, ...models.map((m) => m[key]));
        return (
          <section
            key={key}
            className={classes.figure}
            aria-label={t(look.word)}
            style={
              {
                "--fg": `var(--tone-${look.tone}-fg)`,
                "--mark": `var(--tone-${look.tone}-mark)`,
              } as React.CSSProperties
            }
          >
            <div className={classes.word}>
              <Icon size="1.1em" aria-hidden />
              {t(look.word)}
            </div>
            <div className={classes.number}>{data[key].toLocaleString()}</div>
            <div className={classes.models}>
              {models.map((m) => (
                <div key={m.modelId} className={classes.model} data-none={m[key] === 0 || undefined}>
                  <span>{m.model}</span>
                  <i aria-hidden>
                    <b style={{ width: `${(m[key] / most) * 100}%` }} />
                  </i>
                  <span className={classes.count}>{m[key]}</span>
                </div>
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
