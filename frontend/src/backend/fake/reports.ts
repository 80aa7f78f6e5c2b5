import type * as T from "../types.gen";
import { ago, nextId } from "./ids";
import { board, stations } from "./site";
import { type FakeStore, refuse } from "./store";

/** Figures that look like an armory's: the same for the same day and thing. */
function figure(seed: string, most: number): number {
  let n = 7;
  for (const letter of seed) n = Math.imul(n ^ letter.charCodeAt(0), 0x9e3779b1) >>> 0;
  n ^= n >>> 15;
  return (Math.imul(n, 0x85ebca6b) >>> 8) % (most + 1);
}

const day = (ms: number) => {
  const d = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
};

function daysOf(q: T.ReportQuery): readonly string[] {
  const out: string[] = [];
  const today = day(Date.now());
  for (let at = Date.parse(`${q.from || today}T12:00:00`); day(at) <= (q.to || today); at += 86_400_000)
    out.push(day(at));
  return out;
}

type Made = Pick<T.Report, "columns" | "rows" | "bars"> & Partial<T.Report>;

const columns = (...pairs: readonly string[]): readonly T.ReportColumn[] =>
  pairs.map((pair) => {
    const [key = "", kind = ""] = pair.split(" ");
    return { key, kind };
  });
const moved = ["takes count", "out count", "returns count", "back count"];
const cells = (...all: readonly (string | number)[]) => all.map(String);
const row = (link: string, ...all: readonly (string | number)[]): T.ReportRow => ({
  cells: cells(...all),
  link,
});
const movement = (seed: string, most: number) => {
  const n = figure(seed, most);
  const back = figure(`${seed} back`, most);
  return [n, n + Math.floor(n / 5), back, back + Math.floor(back / 6)];
};

/** Nothing was done before the site was made, 200 days ago. */
const quiet = (at: string) => at < day(Date.now() - 200 * 86_400_000);

function issues(s: FakeStore, q: T.ReportQuery): Made {
  const days = daysOf(q).filter((d) => !quiet(d));
  if (q.by === "purpose") {
    const rows = s.purposes
      .map((p) => ({ name: p.name, n: days.reduce((sum, d) => sum + figure(p.name + d, 9), 0) }))
      .filter((p) => p.n > 0)
      .sort((a, b) => b.n - a.n);
    return {
      columns: columns("purpose text", "takes count", "out count"),
      rows: rows.map((p) => row("", p.name, p.n, p.n + Math.floor(p.n / 5))),
      bars: ["out"],
    };
  }
  if (q.by === "hour") {
    const weight = (h: number) => (h === 5 || h === 17 ? 30 : h > 5 && h < 20 ? 8 : 2) * days.length;
    return {
      columns: columns("hour hour", ...moved),
      rows: Array.from({ length: 24 }, (_, h) => row("", h, ...movement(`h${h}${days[0]}`, weight(h)))),
      bars: ["out", "back"],
    };
  }
  return {
    columns: columns("day day", ...moved),
    rows: daysOf(q).map((d) => row("", d, ...(quiet(d) ? [0, 0, 0, 0] : movement(d, 48)))),
    bars: ["out", "back"],
  };
}

function overdue(s: FakeStore, q: T.ReportQuery): Made {
  if (q.by === "now") {
    const late = s.items.filter((i) => i.status === "Overdue");
    return {
      columns: columns(
        "item text",
        "serial code",
        "holder text",
        "since time",
        "due time",
        "late span",
        "receipt code",
        "station text",
      ),
      rows: late.flatMap((i) =>
        i.holder
          ? [
              row(
                `/items/${i.id}`,
                `${i.model} ${i.number}`,
                i.serial,
                i.holder.name,
                i.holder.since,
                i.holder.due,
                Math.round((Date.now() - Date.parse(i.holder.due)) / 1000),
                i.holder.receiptNo,
                i.holder.station,
              ),
            ]
          : [],
      ),
      bars: [],
    };
  }
  const days = daysOf(q).filter((d) => !quiet(d)).length;
  return {
    columns: columns("person text", "group text", "times count", "longest span", "sum span", "now count"),
    rows: s.people
      .map((p) => ({ p, n: Math.floor((figure(p.id, 9) * days) / 40) }))
      .filter(({ n }) => n > 0)
      .sort((a, b) => b.n - a.n)
      .map(({ p, n }) =>
        row(`/people/${p.id}`, p.name, p.group, n, 3600 * (2 + n * 3), 3600 * (2 + n * 5), n > 1 ? 1 : 0),
      ),
    bars: ["times"],
  };
}

function activity(s: FakeStore, q: T.ReportQuery): Made {
  const days = daysOf(q).filter((d) => !quiet(d)).length;
  const counted = <X>(all: readonly X[], name: (x: X) => string, most: number) =>
    all
      .map((x) => ({ x, m: movement(name(x), most * days) }))
      .filter(({ m }) => m.some((n) => n > 0))
      .sort((a, b) => (b.m[1] ?? 0) - (a.m[1] ?? 0));
  switch (q.by) {
    case "item":
      return {
        columns: columns("item text", "serial code", "takes count", "outFor span", "last time"),
        rows: counted(s.items, (i) => i.id, 1).map(({ x, m }) =>
          row(
            `/items/${x.id}`,
            `${x.model} ${x.number}`,
            x.serial,
            m[0] ?? 0,
            (m[0] ?? 0) * 31_400,
            ago(60 + figure(x.id, 900)),
          ),
        ),
        bars: ["takes"],
      };
    case "station":
      return {
        columns: columns("station text", ...moved),
        rows: counted(stations(s), (x) => x.name, 20).map(({ x, m }) => row("", x.name, ...m)),
        bars: ["out", "back"],
      };
    case "account":
      return {
        columns: columns("account text", ...moved),
        rows: counted(s.accounts, (x) => x.name, 12).map(({ x, m }) => row("", x.name, ...m)),
        bars: ["out", "back"],
      };
    default:
      return {
        columns: columns("person text", "group text", ...moved, "last time"),
        rows: counted(s.people, (x) => x.id, 1).map(({ x, m }) =>
          row(`/people/${x.id}`, x.name, x.group, ...m, ago(30 + figure(x.id, 2000))),
        ),
        bars: ["out", "back"],
      };
  }
}

function strength(s: FakeStore): Made {
  return {
    columns: columns(
      "model text",
      "onHand count",
      "outTR count",
      "outPAR count",
      "overdue count",
      "maintenance count",
      "other count",
      "total count",
    ),
    rows: board(s).models.map((m) => {
      const par = Math.floor(m.issued / 4);
      return row("", m.model, m.available, m.issued - par, par, m.overdue, m.maintenance, m.other, m.total);
    }),
    bars: ["onHand", "outTR", "outPAR", "maintenance", "other"],
    stacked: true,
  };
}

function custody(s: FakeStore, q: T.ReportQuery): Made {
  const item = s.items.find((i) => i.id === q.item);
  if (!item) throw refuse("NOT_FOUND", "There is no such item.", "Choose it from the list.");
  const before = Array.from({ length: figure(item.id, 9) }, (_, n) => {
    const person = s.people[(n * 7) % s.people.length];
    const from = 2 * 1440 + n * 1600;
    return row(
      `/transactions/${nextId()}`,
      person?.name ?? "",
      ago(from),
      ago(from - 540),
      540 * 60,
      "returned",
      `1-${300 - n}`,
      "Guard Duty",
      "Counter 1",
      n % 3 ? "Counter 1" : "Counter 2",
    );
  });
  const h = item.holder;
  const now = h
    ? [
        row(
          `/transactions/${h.transaction}`,
          h.name,
          h.since,
          "",
          Math.round((Date.now() - Date.parse(h.since)) / 1000),
          "stillOut",
          h.receiptNo,
          h.purpose,
          h.station,
          "",
        ),
      ]
    : [];
  return {
    columns: columns(
      "holder text",
      "since time",
      "until time",
      "outFor span",
      "end state",
      "receipt code",
      "purpose text",
      "station text",
      "backAt text",
    ),
    rows: [...now, ...before],
    bars: [],
    subject: `${item.model} ${item.number}`,
  };
}

/** The reports of the fake, with sums as the service makes them. */
export function report(s: FakeStore, q: T.ReportQuery): T.Report {
  s.need("read");
  const makers: Record<string, () => Made> = {
    strength: () => strength(s),
    issues: () => issues(s, q),
    overdue: () => overdue(s, q),
    activity: () => activity(s, q),
    custody: () => custody(s, q),
  };
  const make = makers[q.report];
  if (!make) throw refuse("INVALID", `There is no report ${q.report}.`, "Choose one from the page.");
  const made = make();
  const timed = q.report === "issues" || q.report === "activity" || q.by === "person";
  const addUp =
    made.rows.length > 1 &&
    made.columns.some((c) => c.kind === "count") &&
    !["person", "item"].includes(q.by);
  return {
    report: q.report,
    by: q.by,
    from: timed ? q.from || day(Date.now()) : "",
    to: timed ? q.to || day(Date.now()) : "",
    subject: "",
    made: new Date().toISOString(),
    sums: addUp
      ? made.columns.map((c, i) =>
          c.kind === "count"
            ? String(made.rows.reduce((sum, r) => sum + Number(r.cells[i]), 0))
            : i === 0
              ? "all"
              : "",
        )
      : [],
    total: made.rows.length,
    stacked: false,
    ...made,
  };
}

export function save(s: FakeStore, format: string, q: T.ReportQuery): T.File {
  s.need(q.by === "person" ? "export.people" : "export");
  return { name: `Report ${q.report}.${format}`, mime: "text/csv", base64: btoa("day,issues\n") };
}
