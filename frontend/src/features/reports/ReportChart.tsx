import { BarChart } from "@mantine/charts";
import { useTranslation } from "react-i18next";
import type { Report } from "../../backend/types.gen";
import { cellText, shortText } from "./cells";
import classes from "./Reports.module.css";

/** Colours of what is drawn; the legend and the table beneath say the same in words and figures. */
const colours: Readonly<Record<string, string>> = {
  onHand: "var(--tone-teal-mark)",
  outTR: "var(--tone-amber-mark)",
  outPAR: "var(--tone-violet-mark)",
  maintenance: "var(--tone-blue-mark)",
  other: "var(--tone-grey-mark)",
  out: "var(--tone-amber-mark)",
  back: "var(--tone-teal-mark)",
  times: "var(--tone-red-mark)",
  takes: "var(--tone-amber-mark)",
};

/** Rows that are drawn of a list that is in order of size. */
const mostBars = 12;

/** The figures of a report as bars; nothing when there is nothing to compare. */
export function ReportChart({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const first = report.columns[0];
  const drawn = report.bars.flatMap((key) => {
    const at = report.columns.findIndex((c) => c.key === key);
    return at < 0 ? [] : [{ key, at }];
  });
  if (!first || drawn.length === 0) return null;
  const inTime = ["day", "month", "hour"].includes(first.kind);
  const rows = inTime ? report.rows : report.rows.slice(0, mostBars);
  const data = rows.map((row) => ({
    name: shortText(t, first, row.cells[0] ?? ""),
    long: cellText(t, first, row.cells[0] ?? ""),
    ...Object.fromEntries(drawn.map(({ key, at }) => [key, Number(row.cells[at] ?? 0)])),
  }));
  if (data.length < 2 || report.rows.every((row) => drawn.every(({ at }) => Number(row.cells[at]) === 0))) {
    return null;
  }
  const series = drawn.map(({ key }) => ({
    name: key,
    label: t(`reports.column.${key}`),
    color: colours[key] ?? "var(--accent)",
  }));
  return (
    <figure className={classes.chart}>
      <div role="img" aria-label={t("reports.chart", { what: series.map((s) => s.label).join(", ") })}>
        <BarChart
          h={inTime ? 240 : Math.max(120, 60 + data.length * (drawn.length > 1 && !report.stacked ? 36 : 28))}
          data={data}
          dataKey="name"
          series={series}
          type={report.stacked ? "stacked" : "default"}
          orientation={inTime ? "horizontal" : "vertical"}
          withLegend={series.length > 1}
          legendProps={{ verticalAlign: "top", height: 34, itemSorter: null }}
          gridAxis={inTime ? "x" : "y"}
          tickLine="none"
          textColor="var(--mantine-color-dimmed)"
          gridColor="var(--line)"
          yAxisProps={inTime ? { width: 44, allowDecimals: false } : { width: 190, interval: 0 }}
          xAxisProps={inTime ? { interval: "preserveStartEnd", minTickGap: 18 } : { allowDecimals: false }}
          maxBarWidth={30}
          barProps={{ radius: 2, isAnimationActive: false }}
          barChartProps={{ accessibilityLayer: false, barGap: 1, barCategoryGap: "18%" }}
          valueFormatter={(n) => n.toLocaleString()}
          tooltipAnimationDuration={0}
          tooltipProps={{
            labelFormatter: (_, payload) =>
              (payload[0]?.payload as { long?: string } | undefined)?.long ?? "",
          }}
        />
      </div>
      {data.length < report.rows.length ? (
        <figcaption className={classes.caption}>{t("reports.drawn", { count: data.length })}</figcaption>
      ) : null}
    </figure>
  );
}
