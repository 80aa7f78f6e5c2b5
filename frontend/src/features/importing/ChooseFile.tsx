import { Button, FileButton, Group, Stack, Table, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { Download, FileSpreadsheet } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import { useDoors } from "../../state/doors";
import { Mono } from "../../ui/Mono";
import { Card } from "../../ui/Page";
import { columnsOf, exampleFile, type ImportKind } from "./columns";
import classes from "./Importing.module.css";

/** What a file dialog offers first; anything else is refused by the station in words. */
export const fileKinds =
  ".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Where the file is dropped or chosen, and what should stand in it. */
export function ChooseFile({
  what,
  over,
  onChoose,
}: {
  readonly what: ImportKind;
  /** True while a file is held over the page. */
  readonly over: boolean;
  readonly onChoose: (files: readonly File[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.drop} data-over={over || undefined}>
        <FileSpreadsheet size={36} strokeWidth={1.5} aria-hidden />
        <Text fw={650} fz="lg">
          {t(over ? "importing.letGo" : "importing.drop")}
        </Text>
        <FileButton onChange={(file) => file && onChoose([file])} accept={fileKinds}>
          {(props) => (
            <Button {...props} size="md" data-autofocus>
              {t("importing.choose")}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {t("importing.formats")}
        </Text>
      </div>
      <Columns what={what} />
    </>
  );
}

function Columns({ what }: { readonly what: ImportKind }) {
  const { t } = useTranslation();
  const { backend } = useDoors();
  const example = useMutation({
    mutationFn: () => backend.saveFile(`${what}.csv`, "text/csv", exampleFile(what)),
    onSuccess: (place) => {
      if (place !== "") notifications.show({ message: t("importing.export.saved", { place }) });
    },
    onError: (e) => {
      const error = toBackendError(e);
      notifications.show({ title: error.message, message: error.fix, color: "red" });
    },
  });
  return (
    <Card pad={false}>
      <Group justify="space-between" px="lg" py="sm" wrap="nowrap">
        <Stack gap={0}>
          <Text fw={650} size="sm" component="h2" m={0}>
            {t("importing.columns.title")}
          </Text>
          <Text size="sm" c="dimmed">
            {t("importing.columns.text")}
          </Text>
        </Stack>
        <Button
          variant="default"
          leftSection={<Download size={16} aria-hidden />}
          loading={example.isPending}
          onClick={() => example.mutate()}
        >
          {t("importing.columns.example")}
        </Button>
      </Group>
      <Table verticalSpacing={6} horizontalSpacing="lg">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("importing.columns.name")}</Table.Th>
            <Table.Th>{t("importing.columns.needed")}</Table.Th>
            <Table.Th>{t("importing.columns.also")}</Table.Th>
            <Table.Th>{t("importing.columns.sample")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columnsOf[what].map((c) => (
            <Table.Tr key={c.name}>
              <Table.Td>
                <Mono>{c.name}</Mono>
              </Table.Td>
              <Table.Td>
                {c.required ? (
                  <b style={{ fontWeight: 600 }}>{t("importing.columns.yes")}</b>
                ) : (
                  <Text span inherit c="dimmed">
                    {t("importing.columns.no")}
                  </Text>
                )}
              </Table.Td>
              <Table.Td c="dimmed">{c.also.join(", ")}</Table.Td>
              <Table.Td>{c.example}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
