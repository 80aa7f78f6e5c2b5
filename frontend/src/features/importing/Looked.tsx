import { Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { CircleCheck, FileUp, Info, OctagonAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ImportPreview } from "../../backend/types.gen";
import { Card } from "../../ui/Page";
import { BadRows } from "./BadRows";
import { fileKinds } from "./ChooseFile";
import type { ImportKind } from "./columns";
import classes from "./Importing.module.css";
import { SampleRows } from "./SampleRows";

/** What the station makes of the file. It can be imported only when every row can. */
export function Looked({
  what,
  preview: p,
  over,
  onChoose,
  onImport,
}: {
  readonly what: ImportKind;
  readonly preview: ImportPreview;
  readonly over: boolean;
  readonly onChoose: (files: readonly File[]) => void;
  readonly onImport: () => void;
}) {
  const { t } = useTranslation();
  const whole = p.missing.length === 0 && p.bad.length === 0 && p.good > 0;
  const verdict =
    p.missing.length > 0
      ? t("importing.verdict.missing", { count: p.missing.length, columns: p.missing.join(", ") })
      : p.bad.length > 0
        ? t("importing.verdict.bad", {
            count: p.bad.length,
            bad: p.bad.length.toLocaleString(),
            rows: p.rows.toLocaleString(),
          })
        : p.good > 0
          ? t("importing.verdict.good", { count: p.good, rows: p.good.toLocaleString() })
          : t("importing.verdict.none");
  const advice =
    p.missing.length > 0
      ? "importing.advice.missing"
      : p.bad.length > 0
        ? "importing.advice.bad"
        : p.good > 0
          ? "importing.advice.good"
          : "importing.advice.none";
  const Icon = whole ? CircleCheck : OctagonAlert;
  const tone = whole ? "teal" : "red";
  return (
    <Stack gap="md">
      <div className={classes.verdict} data-over={over || undefined}>
        <div
          className={classes.verdictMark}
          style={{ color: `var(--tone-${tone}-fg)`, background: `var(--tone-${tone}-bg)` }}
        >
          <Icon size={26} aria-hidden />
        </div>
        <div style={{ flex: 1, minWidth: 0 }} role="status">
          <Text fw={650} fz="lg" lh={1.3}>
            {verdict}
          </Text>
          <Text size="sm">{t(over ? "importing.letGo" : advice)}</Text>
          <Text size="xs" c="dimmed" mt={4}>
            {p.file} · {p.format}
          </Text>
        </div>
        <Group gap="sm" wrap="nowrap">
          <FileButton onChange={(file) => file && onChoose([file])} accept={fileKinds}>
            {(props) => (
              <Button {...props} variant={whole ? "default" : "filled"}>
                {t(whole ? "importing.anotherFile" : "importing.corrected")}
              </Button>
            )}
          </FileButton>
          {whole ? (
            <Button leftSection={<FileUp size={16} aria-hidden />} onClick={onImport} data-autofocus>
              {t(`importing.commit.${what}`, { count: p.good })}
            </Button>
          ) : null}
        </Group>
      </div>
      {p.ignored.length > 0 ? (
        <Group gap="sm" wrap="nowrap" align="flex-start" px={4}>
          <Info size={18} aria-hidden style={{ flex: "none", marginTop: 1, color: "var(--tone-blue-fg)" }} />
          <Text size="sm">
            {t("importing.ignored", { count: p.ignored.length, columns: p.ignored.join(", ") })}
          </Text>
        </Group>
      ) : null}
      {p.bad.length > 0 ? (
        <Card pad={false}>
          <BadRows columns={p.columns} rows={p.bad} />
        </Card>
      ) : null}
      {p.sample.length > 0 ? (
        <Card pad={false}>
          <SampleRows columns={p.columns} rows={p.sample} good={p.good} />
        </Card>
      ) : null}
    </Stack>
  );
}
