import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Lan, StationRow } from "../../backend/types.gen";
import { stateSpec } from "../../domain/states";
import { stateIcons } from "../../ui/icons";
import { useRelative } from "../../ui/RelativeTime";
import { Searching } from "./LanNotes";
import classes from "./LanPicture.module.css";
import { between, layOut, nameLines, type Place, pictureWidth, textWidth } from "./lanLayout";

const cardWidth = 190;
const textAt = 36;
const textRoom = cardWidth - textAt - 10;
const nameSize = 13;
const lineHeight = 16;

interface Standing {
  readonly station: StationRow;
  readonly lines: readonly string[];
  readonly place: Place;
}

/** The LAN drawn: the hub in the middle, the others around it, who is not reached faded. */
export function LanPicture({ lan }: { readonly lan: Lan }) {
  const { t } = useTranslation();
  const stations = lan.stations.filter((s) => s.state !== "revoked");
  const centre = stations.find((s) => s.hub) ?? stations.find((s) => s.this);
  if (!centre) return null;
  const others = stations.filter((s) => s !== centre);
  const lines = new Map(stations.map((s) => [s.id, nameLines(s.name, textRoom, nameSize)]));
  const rows = Math.max(...[...lines.values()].map((l) => l.length));
  const card = { width: cardWidth, height: 38 + rows * lineHeight };
  const layout = layOut(others.length, card);
  const standing = (station: StationRow, place: Place): Standing => ({
    station,
    place,
    lines: lines.get(station.id) ?? [],
  });
  const middle = standing(centre, layout.middle);
  const around = others.map((s, i) => standing(s, layout.around[i] ?? layout.middle));
  const linked = others.filter(isLinked).length;
  // Another hub's own row says nothing of its delay to this station; the line between them does.
  const delay = (s: StationRow) => (s.this ? centre.delayMs : s.delayMs);
  return (
    <svg
      viewBox={`0 0 ${pictureWidth} ${layout.height}`}
      className={classes.picture}
      role="img"
      aria-label={t("stations.picture", { hub: centre.name, linked, others: others.length })}
    >
      {around.map(({ station, place }) => (
        <Line
          key={station.id}
          station={station}
          ends={between(middle.place, place, card)}
          delayMs={delay(station)}
          searching={lan.electing}
        />
      ))}
      {[middle, ...around].map((s) => (
        <Node key={s.station.id} standing={s} height={card.height} middle={s === middle}>
          {s === middle && lan.electing ? (
            <Searching since={lan.since} />
          ) : (
            <Fact station={s.station} linked={linked} />
          )}
        </Node>
      ))}
    </svg>
  );
}

/** It is connected with the hub. */
const isLinked = (s: StationRow) => s.state === "member" || s.state === "catching-up" || s.state === "hub";

function Line({
  station,
  ends: [a, b],
  delayMs,
  searching,
}: {
  readonly station: StationRow;
  readonly ends: readonly [Place, Place];
  readonly delayMs: number;
  readonly searching: boolean;
}) {
  const { t } = useTranslation();
  const linked = isLinked(station) && !searching;
  const words = t("stations.ms", { ms: delayMs });
  const width = textWidth(words, 11) + 14;
  return (
    <>
      <path
        className={classes.line}
        data-state={linked ? station.state : station.state === "unreachable" ? "unreachable" : "searching"}
        d={`M${a.x} ${a.y} L${b.x} ${b.y}`}
      />
      {linked && delayMs > 0 ? (
        <g transform={`translate(${(a.x + b.x) / 2} ${(a.y + b.y) / 2})`} className={classes.delay}>
          <rect x={-width / 2} y={-9} width={width} height={18} rx={9} />
          <text y={4} textAnchor="middle">
            {words}
          </text>
        </g>
      ) : null}
    </>
  );
}

function Node({
  standing: { station, place, lines },
  height,
  middle,
  children,
}: {
  readonly standing: Standing;
  readonly height: number;
  readonly middle: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const look = stateSpec("station", station.state);
  const Icon = stateIcons[look.icon];
  const first = (height - (lines.length + 1) * lineHeight) / 2 + 12;
  const here = t("stations.this");
  const hereWidth = textWidth(here, 10.5) + 14;
  return (
    <g
      transform={`translate(${place.x - cardWidth / 2} ${place.y - height / 2})`}
      className={classes.node}
      data-middle={middle || undefined}
      data-this={station.this || undefined}
      data-off={station.state === "unreachable" || undefined}
    >
      <title>{station.name}</title>
      <rect width={cardWidth} height={height} rx={10} className={classes.card} />
      <Icon
        x={11}
        y={height / 2 - 8.5}
        width={17}
        height={17}
        color={`var(--tone-${look.tone}-mark)`}
        fill={station.state === "hub" ? `var(--tone-${look.tone}-mark)` : "none"}
        aria-hidden
      />
      <text className={classes.name} data-name={station.name}>
        {lines.map((line, i) => (
          <tspan
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a name have no identity
            key={i}
            x={textAt}
            y={first + i * lineHeight}
            {...(textWidth(line, nameSize) > textRoom
              ? { textLength: textRoom, lengthAdjust: "spacingAndGlyphs" }
              : {})}
          >
            {line}
          </tspan>
        ))}
      </text>
      <text x={textAt} y={first + lines.length * lineHeight} className={classes.fact}>
        {children}
      </text>
      {station.this ? (
        <g transform={`translate(${cardWidth - hereWidth - 10} -8)`} className={classes.here}>
          <rect width={hereWidth} height={16} rx={8} />
          <text x={hereWidth / 2} y={11.5} textAnchor="middle">
            {here}
          </text>
        </g>
      ) : null}
    </g>
  );
}

/** What matters most about a station now, in a few words. */
function Fact({ station, linked }: { readonly station: StationRow; readonly linked: number }) {
  const { t } = useTranslation();
  const seen = useRelative(station.lastSeen);
  if (station.state === "unreachable")
    return seen ? t("stations.seenAgo", { ago: seen }) : t("stations.neverSeen");
  if (station.behind > 0) return t("stations.entriesBehind", { count: station.behind });
  if (station.state === "hub") return t("stations.connected", { count: linked });
  if (station.state === "member") return t("stations.upToDate");
  return t(stateSpec("station", station.state).word);
}
