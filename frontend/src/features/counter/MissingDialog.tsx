import { Button, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Counter.module.css";
import type { Desk } from "./desk";
import { type Receipt, shortBy } from "./receipt";

/** Not everything came back: what became of the rest is said on purpose, never assumed. */
export function MissingDialog({
  opened,
  receipt,
  desk,
}: {
  readonly opened: boolean;
  readonly receipt: Receipt;
  readonly desk: Desk;
}) {
  const { t } = useTranslation();
  const short = shortBy(receipt);
  const send = (missing: "discrepancy" | "expended") => {
    desk.closeAsk();
    void desk.send(null, missing);
  };
  return (
    <Modal opened={opened} onClose={() => desk.closeAsk()} title={t("counter.missing.title")}>
      <Stack gap="sm">
        <Text>{t("counter.missing.text", { magazines: short.magazines, rounds: short.rounds })}</Text>
        <button type="button" className={classes.choice} onClick={() => send("discrepancy")}>
          <span>
            <b>{t("counter.missing.discrepancy")}</b>
            <br />
            <Text size="sm" c="dimmed" span>
              {t("counter.missing.discrepancyHint")}
            </Text>
          </span>
        </button>
        <button type="button" className={classes.choice} onClick={() => send("expended")}>
          <span>
            <b>{t("counter.missing.expended")}</b>
            <br />
            <Text size="sm" c="dimmed" span>
              {t("counter.missing.expendedHint")}
            </Text>
          </span>
        </button>
        <Button variant="default" onClick={() => desk.closeAsk()} data-autofocus>
          {t("counter.missing.back")}
        </Button>
      </Stack>
    </Modal>
  );
}
