import { useTranslation } from "react-i18next";
import type { Lan, StationRow } from "../../backend/types.gen";
import { stateSpec } from "../../domain/states";
import { stateIcons } from "../../ui/icons";
import { useRelative } from "../../ui/RelativeTime";
import classes from "./LanPicture.module.css";

// The drawing's own units; it is scaled to the width of the page.
const width = 1000;
const card = { width: 168, height: 52 };
/** More stations than this stand in rows under the hub. */
const oneRing = 8;
const rowOf = 5;
const rowHeight = card.height + 34;

interface Place {
  readonly station: StationRow;
  readonly x: number;
  readonly y: number;
}

/** Where stations stand around the one in the middle, evenly. */
function around(stations: readonly StationRow[], height: number): readonly Place[] {
  return stations.map((station, i) => {
    const angle = ((i + 0.5) / stations.length) * 2 * Math.PI - Math.PI / 2;
    const ry = height / 2 - card.height / 2 - 6;
    return { station, x: width / 2 + 410 * Math.cos(angle), y: height / 2 + ry * Math.sin(angle) };
  });
}

/** Where stations stand in rows. */
function below(stations: readonly StationRow[]): readonly Place[] {
  return stations.map((station, i) => {
    const row = Math.floor(i / rowOf);
    const inRow = Math.min(rowOf, stations.length - row * rowOf);
    return {
      station,
      x: width / 2 + ((i % rowOf) - (inRow - 1) / 2) * (width / rowOf),
      y: card.height / 2 + 6 + (row + 1) * rowHeight,
    };
  });
}

/** The LAN drawn: the hub in the middle or on top, the others around it or below, who is not reached faded. */
export function LanPicture({ lan }: { readonly lan: Lan }) {
  const { t } = useTranslation();
  const stations = lan.stations.filter((s) => s.state !== "revoked");
  const centre = stations.find((s) => s.hub) ?? stations.find((s) => s.this);
  if (!centre) return null;
  const others = stations.filter((s) => s !== centre);
  const rows = others.length > oneRing ? Math.ceil(others.length / rowOf) : 0;
  const height =
    rows > 0 ? rows * rowHeight + card.height + 12 : others.length > 4 ? 330 : others.length > 0 ? 250 : 90;
  const middle = { station: centre, x: width / 2, y: rows > 0 ? card.height / 2 + 6 : height / 2 };
  const places = rows > 0 ? below(others) : around(others, height);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={classes.picture}
      role="img"
      aria-label={t("stations.picture")}
    >
      {places.map(({ station, x, y }) => (
        <path
          key={station.id}
          className={classes.line}
          data-off={!linked(station) || undefined}
          d={
            rows > 0
              ? `M${middle.x} ${middle.y} V${y - rowHeight / 2} H${x} V${y}`
              : `M${middle.x} ${middle.y} L${x} ${y}`
          }
        />
      ))}
      {[middle, ...places].map((place) => (
        <Node key={place.station.id} place={place} />
      ))}
    </svg>
  );
}

/** It is connected with the hub. */
const linked = (s: StationRow) => s.state === "member" || s.state === "catching-up" || s.state === "hub";

const longestName = 15;
const short = (name: string) => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name);

function Node({ place: { station, x, y } }: { readonly place: Place }) {
  const look = stateSpec("station", station.state);
  const Icon = stateIcons[look.icon];
  const off = station.state === "unreachable";
  return (
    <g
      transform={`translate(${x - card.width / 2} ${y - card.height / 2})`}
      className={classes.node}
      data-this={station.this || undefined}
      data-off={off || undefined}
    >
      <title>{station.name}</title>
      <rect width={card.width} height={card.height} rx={10} />
      <Icon x={12} y={17} width={18} height={18} color={`var(--tone-${look.tone}-mark)`} aria-hidden />
      <text x={40} y={22} className={classes.name}>
        {short(station.name)}
      </text>
      <text x={40} y={40} className={classes.fact}>
        <Fact station={station} />
      </text>
    </g>
  );
}

/** What matters most about a station now, in a few words. */
function Fact({ station }: { readonly station: StationRow }) {
  const { t } = useTranslation();
  const seen = useRelative(station.lastSeen);
  if (station.this) return t("stations.this");
  if (station.state === "unreachable")
    return seen ? t("stations.seenAgo", { ago: seen }) : t("stations.neverSeen");
  if (station.behind > 0) return t("stations.entriesBehind", { count: station.behind });
  return t("stations.ms", { ms: station.delayMs });
}
