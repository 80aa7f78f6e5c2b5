import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type * as T from "../../backend/types.gen";
import { shownState, stateSpec } from "../../domain/states";
import { DueTime } from "../../ui/DueTime";
import { EmptyState } from "../../ui/EmptyState";
import { stateIcons } from "../../ui/icons";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import classes from "./Board.module.css";
import { FirstSteps } from "./FirstSteps";
import { LiveFeed } from "./LiveFeed";
import { figures, useBoard } from "./useBoard";

/** What is in, out and late; who is on duty. */
export function Board() {
  const board = useBoard();
  return (
    <>
      {board.data?.total === 0 ? (
        <div style={{ marginBottom: 16 }}>
          <FirstSteps />
        </div>
      ) : null}
      <div className={classes.board}>
        <Shown query={board} lines={10}>
          {(data) => (
            <>
              <Figures board={data} />
              <div className={classes.middle}>
                <div className={classes.column}>
                  <Strength models={data.models} total={data.total} />
                  <Out board={data} />
                </div>
                <LiveFeed issued={data.issuedToday} returned={data.returnedToday} />
              </div>
              <div className={classes.strips}>
                <Online online={data.online} />
                <Stations stations={data.stations} />
              </div>
            </>
          )}
        </Shown>
      </div>
    </>
  );
}

function Figures({ board }: { readonly board: T.Board }) {
  const { t } = useTranslation();
  return (
    <div className={classes.figures}>
      {figures.map(({ key, state }) => {
        const look = stateSpec("item", state);
        const Icon = stateIcons[look.icon];
        const percent = board.total > 0 ? Math.round((board[key] / board.total) * 100) : 0;
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
            <div className={classes.figureWord}>
              <Icon size="1.2em" aria-hidden />
              {t(look.word)}
            </div>
            <div className={classes.figureNumber}>
              {board[key].toLocaleString()} <small>{t("board.percent", { percent })}</small>
              {key === "issued" && board.dueSoon > 0 ? (
                <small className={classes.soon}>{t("board.dueSoon", { count: board.dueSoon })}</small>
              ) : null}
            </div>
            <div className={classes.spark} aria-hidden>
              {board.models
                .filter((m) => m[key] > 0)
                .map((m) => (
                  <i key={m.model} style={{ flex: m[key] }} title={`${m.model}: ${m[key]}`} />
                ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}

const parts = [
  { key: "available", state: "Available" },
  { key: "out", state: "Issued" },
  { key: "overdue", state: "Overdue" },
  { key: "maintenance", state: "Maintenance" },
  { key: "other", state: "Retired" },
] as const;

function Strength({
  models,
  total,
}: {
  readonly models: readonly T.ModelStrength[];
  readonly total: number;
}) {
  const { t } = useTranslation();
  return (
    <section className={classes.block}>
      <h2>
        {t("board.strength")} <small>{t("board.total", { count: total })}</small>
      </h2>
      {models.length === 0 ? (
        <EmptyState title={t("board.noItems")} hint={t("board.noItemsHint")} />
      ) : (
        <table className={classes.models}>
          <thead>
            <tr>
              <th scope="col">{t("board.model")}</th>
              <td />
              <th scope="col">{t("board.in")}</th>
              <th scope="col">{t("board.out")}</th>
              <th scope="col">{t("board.late")}</th>
              <th scope="col">{t("board.repair")}</th>
            </tr>
          </thead>
          <tbody>
            {models.map((m) => {
              // Overdue is part of issued: the bar shows each item once.
              const share = { ...m, out: m.issued - m.overdue };
              return (
                <tr key={m.model}>
                  <th scope="row">{m.model}</th>
                  <td className={classes.barCell}>
                    <div className={classes.bar} aria-hidden>
                      {parts.map(({ key, state }) =>
                        share[key] > 0 ? (
                          <i
                            key={key}
                            style={{
                              flex: share[key],
                              background: `var(--tone-${stateSpec("item", state).tone}-mark)`,
                            }}
                          />
                        ) : null,
                      )}
                    </div>
                  </td>
                  <td>{m.available}</td>
                  <td>{m.issued}</td>
                  <td style={m.overdue > 0 ? { color: "var(--tone-red-fg)", fontWeight: 700 } : undefined}>
                    {m.overdue}
                  </td>
                  <td>{m.maintenance}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Out({ board }: { readonly board: T.Board }) {
  const { t } = useTranslation();
  return (
    <section className={classes.block}>
      <h2>
        {t("board.outNow")} <small>{t("board.items", { count: board.outTotal })}</small>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={t("board.outNow")}>
        {board.out.length === 0 ? <EmptyState title={t("board.allIn")} hint={t("board.allInHint")} /> : null}
        {board.out.map((item) => (
          <div key={item.id} className={classes.line}>
            <StateChip kind="item" state={shownState(item)} />
            <div className={classes.lineMain}>
              <div>
                <Link to={`/items/${item.id}`} className={classes.itemLink}>
                  {item.model} {item.number}
                </Link>{" "}
                {item.holder?.name}
              </div>
              <div className={classes.dim}>
                {item.holder?.purpose} · {item.holder?.station}
              </div>
            </div>
            <span className={classes.dim}>
              <DueTime brief due={item.holder?.due ?? ""} soon={item.dueSoon} none={t("board.noDue")} />
            </span>
          </div>
        ))}
        {board.outTotal > board.out.length ? (
          <div className={classes.line}>
            {t("board.outMore", { count: board.outTotal - board.out.length })}
          </div>
        ) : null}
      </div>
    </section>
  );
}

function Online({ online }: { readonly online: readonly T.Online[] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.strip}>
      <h2>{t("board.signedIn")}</h2>
      <div className={classes.chips}>
        {online.length === 0 ? <span className={classes.dim}>{t("board.nobody")}</span> : null}
        {online.map((o) => (
          <span key={`${o.accountId}.${o.station}`} className={classes.who}>
            <OnlineMark state={o.state} />
            <b>{o.name}</b>
            <span className={classes.dim}>{o.station}</span>
          </span>
        ))}
      </div>
    </section>
  );
}

/** Signed in or with a locked screen, as an icon with its word for a screen reader and on hover. */
function OnlineMark({ state }: { readonly state: string }) {
  const { t } = useTranslation();
  const look = stateSpec("account", state);
  const Icon = stateIcons[look.icon];
  return (
    <span title={t(look.word)} style={{ display: "inline-flex", color: `var(--tone-${look.tone}-fg)` }}>
      <Icon size="1.15em" role="img" aria-label={t(look.word)} />
    </span>
  );
}

function Stations({ stations }: { readonly stations: readonly T.StationRow[] }) {
  const { t } = useTranslation();
  return (
    <section className={classes.strip}>
      <h2>{t("board.stations")}</h2>
      <div className={classes.chips}>
        {stations.map((s) => (
          <span key={s.id} className={classes.who}>
            <StateChip kind="station" state={s.state} count={s.behind} />
            <b>{s.name}</b>
          </span>
        ))}
      </div>
    </section>
  );
}
