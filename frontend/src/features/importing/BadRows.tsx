import { Button, Group, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BadRow } from "../../backend/types.gen";
import classes from "./Importing.module.css";

/** Rows shown at a time: a wrong file can have a hundred thousand bad ones. */
const step = 100;

/** Every row that cannot be imported, why, and in it the cell that is wrong. */
export function BadRows({
  columns,
  rows,
}: {
  readonly columns: readonly string[];
  readonly rows: readonly BadRow[];
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(step);
  const word = (column: string) => t(`importing.column.${column}`, { defaultValue: column });
  return (
    <>
      <Text fw={650} size="sm" component="h2" m={0} px="lg" py="sm">
        {t("importing.bad.title", { count: rows.length, figure: rows.length.toLocaleString() })}
      </Text>
      <Table.ScrollContainer minWidth={760}>
        <Table verticalSpacing={6} horizontalSpacing="sm" className={classes.rows}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">{t("importing.bad.row")}</Table.Th>
              <Table.Th>{t("importing.bad.reason")}</Table.Th>
              {columns.map((c) => (
                <Table.Th key={c}>{word(c)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, shown).map((r) => (
              <Table.Tr key={r.row}>
                <Table.Td ta="right" className="figures">
                  {r.row}
                </Table.Td>
                <Table.Td className={classes.reason}>{r.reason}</Table.Td>
                {columns.map((c, i) => (
                  <Table.Td key={c} className={c === r.column ? classes.wrong : classes.cell}>
                    {r.cells[i] || (c === r.column ? t("importing.bad.empty") : "")}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > shown ? (
        <Group justify="center" p="sm">
          <Button variant="default" size="xs" onClick={() => setShown(shown + step)}>
            {t("importing.bad.more", { count: rows.length - shown })}
          </Button>
        </Group>
      ) : null}
    </>
  );
}
