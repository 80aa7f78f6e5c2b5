import { SegmentedControl } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useQuery } from "@tanstack/react-query";
import dayjs from "dayjs";
import { ChartColumn, Crosshair } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Report, ReportQuery } from "../../backend/types.gen";
import { exactTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { EmptyState } from "../../ui/EmptyState";
import { Card } from "../../ui/Page";
import { Shown } from "../../ui/Waiting";
import { ItemChooser } from "./ItemChooser";
import { ReportActions } from "./ReportActions";
import { ReportChart } from "./ReportChart";
import classes from "./Reports.module.css";
import { ReportTable } from "./ReportTable";
import { hasPeriod, type ReportKind, reportKinds } from "./reports";
import { type PeriodName, periods, usePeriod } from "./usePeriod";

/** The report that `kind` names, of the period that was chosen, drawn and in figures. */
export function Reports({
  kind,
  onKind,
}: {
  readonly kind: ReportKind;
  readonly onKind: (name: string) => void;
}) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const [item, setItem] = useState("");
  const period = usePeriod();
  const by = chosen[kind.name] ?? kind.by[0] ?? "";
  const timed = hasPeriod(kind.name, by);
  const query: ReportQuery = {
    report: kind.name,
    by,
    from: timed ? period.days.from : "",
    to: timed ? period.days.to : "",
    item: kind.name === "custody" ? item : "",
  };
  const ready = kind.name !== "custody" || item !== "";
  return (
    <div className={classes.page}>
      <Kinds kind={kind} onKind={onKind} />
      <section id="report" role="tabpanel" aria-labelledby={`report-${kind.name}`}>
        <div className={classes.tools}>
          {kind.by.length > 0 ? (
            <SegmentedControl
              aria-label={t("reports.by.label")}
              value={by}
              onChange={(next) => setChosen({ ...chosen, [kind.name]: next })}
              data={kind.by.map((value) => ({ value, label: t(`reports.by.${value}`) }))}
            />
          ) : null}
          {kind.name === "custody" ? <ItemChooser id={item} onChange={setItem} /> : null}
          {timed ? <Period period={period} /> : null}
        </div>
        <Card pad={false}>
          {ready ? (
            <ReportCard query={query} people={kind.people.includes(by)} />
          ) : (
            <EmptyState icon={Crosshair} title={t("reports.chooseItem")} hint={t("reports.chooseItemHint")} />
          )}
        </Card>
      </section>
    </div>
  );
}

function Kinds({ kind, onKind }: { readonly kind: ReportKind; readonly onKind: (name: string) => void }) {
  const { t } = useTranslation();
  const move = (by: number) => {
    const next = reportKinds[(reportKinds.indexOf(kind) + by + reportKinds.length) % reportKinds.length];
    if (!next) return;
    onKind(next.name);
    document.getElementById(`report-${next.name}`)?.focus();
  };
  return (
    <div className={classes.kinds} role="tablist" aria-orientation="vertical" aria-label={t("reports.kinds")}>
      {reportKinds.map((k) => (
        <button
          key={k.name}
          id={`report-${k.name}`}
          type="button"
          role="tab"
          aria-selected={k === kind}
          aria-controls="report"
          tabIndex={k === kind ? 0 : -1}
          className={classes.kind}
          onClick={() => onKind(k.name)}
          onKeyDown={(e) => {
            if (e.key === "ArrowDown") move(1);
            else if (e.key === "ArrowUp") move(-1);
            else return;
            e.preventDefault();
          }}
        >
          <k.icon size={18} aria-hidden />
          {t(`reports.kind.${k.name}`)}
        </button>
      ))}
    </div>
  );
}

function Period({ period }: { readonly period: ReturnType<typeof usePeriod> }) {
  const { t } = useTranslation();
  // The first of two days, until the second is chosen.
  const [begun, setBegun] = useState<string | null>(null);
  return (
    <>
      <SegmentedControl
        aria-label={t("reports.period.label")}
        value={period.name}
        onChange={(name) => period.setName(name as PeriodName)}
        data={[...Object.keys(periods), "own"].map((value) => ({
          value,
          label: t(`reports.period.${value}`),
        }))}
      />
      {period.name === "own" ? (
        <DatePickerInput
          type="range"
          allowSingleDateInRange
          weekendDays={[]}
          w={230}
          valueFormat="D MMM YYYY"
          aria-label={t("reports.period.days")}
          maxDate={dayjs().format("YYYY-MM-DD")}
          value={begun ? [begun, null] : [period.own.from, period.own.to]}
          onChange={([from, to]) => {
            setBegun(to ? null : from);
            if (from && to) period.setOwn({ from, to });
          }}
        />
      ) : null}
    </>
  );
}

function ReportCard({ query, people }: { readonly query: ReportQuery; readonly people: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const report = useQuery({
    queryKey: ["reports", query],
    queryFn: () => api.reports.get(query),
    // Figures are of the moment they were asked for: while somebody reads them they are read again once a minute.
    refetchInterval: 60_000,
    placeholderData: (before, asked) =>
      (asked?.queryKey[1] as ReportQuery | undefined)?.report === query.report ? before : undefined,
  });
  return (
    <Shown query={report} lines={10}>
      {(data) => (
        <>
          <div className={classes.heading}>
            <h2>{[t(`reports.kind.${data.report}`), data.subject].filter(Boolean).join(" · ")}</h2>
            <span>{when(data, t)}</span>
            <div className={classes.actions}>
              <ReportActions query={query} people={people} />
            </div>
          </div>
          {data.rows.length === 0 || idle(data) ? (
            <EmptyState
              icon={ChartColumn}
              title={t(`reports.empty.${data.report}`)}
              hint={t(data.from ? "reports.empty.period" : `reports.empty.${data.report}Hint`)}
            />
          ) : (
            <>
              <ReportChart report={data} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
              <div className={classes.rows} tabIndex={0} role="group" aria-label={t("reports.table")}>
                <ReportTable report={data} />
              </div>
              {data.total > data.rows.length ? (
                <div className={classes.more}>
                  {t("reports.more", { shown: data.rows.length, total: data.total.toLocaleString() })}
                </div>
              ) : null}
            </>
          )}
        </>
      )}
    </Shown>
  );
}

/** Days or hours in which nothing was done at all. */
function idle(report: Report): boolean {
  return (
    report.report === "issues" && report.sums.slice(1).every((sum) => sum === "0") && report.sums.length > 0
  );
}

function when(report: Report, t: ReturnType<typeof useTranslation>["t"]): string {
  const long = (day: string) => dayjs(day).format("D MMM YYYY");
  if (report.from === "") return t("reports.asOf", { time: exactTime(report.made).slice(0, 16) });
  if (report.from === report.to) return long(report.from);
  return t("list.dates.both", { from: long(report.from), to: long(report.to) });
}
