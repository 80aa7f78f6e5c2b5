import { SegmentedControl, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saysWhy } from "../../domain/reasons";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import classes from "./Accessories.module.css";
import type { Desk } from "./desk";
import { missingWords } from "./missing";
import type { Receipt } from "./receipt";
import { askedAbout, mayBeExpended } from "./stock";

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
  return (
    <Dialog size="lg" opened={opened} onClose={() => desk.closeAsk()} title={t("counter.missing.title")}>
      {opened ? <Asked receipt={receipt} desk={desk} /> : null}
    </Dialog>
  );
}

function Asked({ receipt, desk }: { readonly receipt: Receipt; readonly desk: Desk }) {
  const { t } = useTranslation();
  const short = askedAbout(receipt);
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const became = Object.fromEntries(
    short.map((s) => [s.item.id, mayBeExpended(s) ? (chosen[s.item.id] ?? "") : "discrepancy"]),
  );
  const said = Object.values(became);
  const expended = said.includes("expended");
  return (
    <DialogForm
      submit={t("counter.missing.confirm")}
      disabled={said.includes("") || (expended && !saysWhy(receipt.notes))}
      pending={false}
      error={null}
      onSubmit={() => {
        desk.closeAsk();
        void desk.send(null, became);
      }}
      onCancel={() => desk.closeAsk()}
    >
      <Text size="sm">{t("counter.missing.text")}</Text>
      <ul className={classes.missing}>
        {short.map((s) => {
          const name = `${s.item.model} ${s.item.number}`;
          const value = became[s.item.id] ?? "";
          return (
            <li key={s.item.id}>
              <div>
                <Text fw={650} size="sm">
                  {missingWords(s, t)}
                </Text>
                <Text size="xs" c="dimmed">
                  {name}
                </Text>
                {value ? (
                  <Text size="xs" mt={4}>
                    {t(`counter.missing.${value}Hint`)}
                  </Text>
                ) : null}
              </div>
              {mayBeExpended(s) ? (
                <SegmentedControl
                  aria-label={t("counter.missing.each", { item: name })}
                  flex="none"
                  value={value}
                  onChange={(next) => setChosen({ ...chosen, [s.item.id]: next })}
                  data={["discrepancy", "expended"].map((v) => ({
                    value: v,
                    label: t(`counter.missing.${v}`),
                  }))}
                />
              ) : (
                <Text size="sm" fw={600} flex="none" style={{ color: "var(--tone-amber-fg)" }}>
                  {t("counter.missing.discrepancy")}
                </Text>
              )}
            </li>
          );
        })}
      </ul>
      {expended ? (
        <Textarea
          label={t("counter.missing.note")}
          description={t("counter.missing.noteHint")}
          required
          autosize
          minRows={2}
          maxLength={400}
          value={receipt.notes}
          onChange={(e) => desk.edit({ notes: e.currentTarget.value })}
        />
      ) : null}
    </DialogForm>
  );
}
