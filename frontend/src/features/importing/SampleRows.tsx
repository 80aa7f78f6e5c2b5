import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Importing.module.css";

/** The first rows that can be imported, to see that every value stands in its column. */
export function SampleRows({
  columns,
  rows,
  good,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly good: number;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Text fw={650} size="sm" component="h2" m={0} px="lg" py="sm">
        {t("importing.sample.title", { shown: rows.length, good: good.toLocaleString() })}
      </Text>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing={6} horizontalSpacing="sm" className={classes.rows}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((c) => (
                <Table.Th key={c}>{t(`importing.column.${c}`, { defaultValue: c })}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((cells, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other identity, and never move
              <Table.Tr key={i}>
                {columns.map((c, at) => (
                  <Table.Td key={c} className={classes.cell}>
                    {cells[at]}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
