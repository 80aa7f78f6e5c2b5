import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Report, ReportColumn } from "../../backend/types.gen";
import { Mono } from "../../ui/Mono";
import { RecordLink } from "../../ui/RecordLink";
import { cellText, isFigure } from "./cells";
import classes from "./Reports.module.css";

/** The same figures in rows, with what they add up to. */
export function ReportTable({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const side = (c: ReportColumn) => (isFigure(c.kind) ? "right" : "left");
  return (
    <Table className={classes.table} verticalSpacing={7} horizontalSpacing="md" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          {report.columns.map((c) => (
            <Table.Th key={c.key} ta={side(c)} scope="col">
              {t(`reports.column.${c.key}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {report.rows.map((row, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of figures have no identity
          <Table.Tr key={n}>
            {report.columns.map((c, i) => (
              <Table.Td key={c.key} ta={side(c)} data-zero={row.cells[i] === "0" || undefined}>
                <Cell column={c} cell={row.cells[i] ?? ""} link={i === 0 ? row.link : ""} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
      {report.sums.length > 0 ? (
        <Table.Tfoot>
          <Table.Tr>
            {report.columns.map((c, i) => (
              <Table.Td key={c.key} ta={side(c)}>
                <Cell column={c} cell={report.sums[i] ?? ""} link="" />
              </Table.Td>
            ))}
          </Table.Tr>
        </Table.Tfoot>
      ) : null}
    </Table>
  );
}

function Cell({
  column,
  cell,
  link,
}: {
  readonly column: ReportColumn;
  readonly cell: string;
  readonly link: string;
}) {
  const { t } = useTranslation();
  const text = cellText(t, column, cell);
  if (link) return <RecordLink to={link}>{text}</RecordLink>;
  if (column.kind === "code") return <Mono>{text}</Mono>;
  return <>{text}</>;
}
