import { Button, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Recovery } from "../backend/types.gen";
import classes from "./Entry.module.css";
import { EntryPage } from "./EntryPage";

/** The site's recovery words, shown this once. */
export function RecoverySheet({
  recovery,
  site,
  station,
  onDone,
}: {
  readonly recovery: Recovery;
  readonly site: string;
  readonly station: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [written, setWritten] = useState(false);
  return (
    <EntryPage width={960}>
      <Stack gap="lg">
        <div>
          <Title order={1} fz="1.5rem">
            {t("recovery.title")}
          </Title>
          <Text c="dimmed" maw="75ch">
            {t("recovery.lead", { site, station })}
          </Text>
        </div>
        <div className={classes.sheet}>
          <ol className={classes.words}>
            {recovery.words.map((word, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, its place is its identity
              <li key={i}>
                <span>{i + 1}</span>
                {word}
              </li>
            ))}
          </ol>
          <Stack gap="xs">
            <img className={classes.qr} alt={t("recovery.qr")} src={recovery.qr} />
            <Text className={classes.hex}>{recovery.text}</Text>
          </Stack>
        </div>
        <Group justify="space-between" className={classes.noPrint}>
          <Checkbox
            label={t("recovery.written")}
            checked={written}
            onChange={(e) => setWritten(e.currentTarget.checked)}
          />
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<Printer size={16} aria-hidden />}
              onClick={() => window.print()}
            >
              {t("recovery.print")}
            </Button>
            <Button disabled={!written} onClick={onDone}>
              {t("recovery.go")}
            </Button>
          </Group>
        </Group>
      </Stack>
    </EntryPage>
  );
}
