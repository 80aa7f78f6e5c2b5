import { Button, Group, Kbd, SegmentedControl, Select, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CloudOff, Eraser, Save } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../actions/ActionButton";
import { useRegistry } from "../../actions/registry";
import { totals } from "../../domain/receipts";
import { clockTime, shortTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { useShell } from "../../state/shell";
import { Attached } from "../../ui/Attached";
import { useSlow } from "../../ui/Waiting";
import { Accessories, ReturnedAccessories } from "./Accessories";
import classes from "./Counter.module.css";
import type { Desk } from "./desk";
import type { DeskState } from "./deskState";
import { Lines } from "./Lines";

/** The receipt as it will be: purpose, lines, notes, and the one button. */
export function ReceiptCard({
  desk,
  state,
  toField,
}: {
  readonly desk: Desk;
  readonly state: DeskState;
  /** After a choice, or Enter in a figure: back to the field, where the next Enter sends. */
  readonly toField: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const hub = useShell().data?.hub ?? "";
  const { actions, run } = useRegistry();
  const { receipt, sending } = state;
  const purposes =
    useQuery({ queryKey: ["settings", "purposes"], queryFn: api.settings.purposes }).data ?? [];
  const purpose = purposes.find((p) => p.id === receipt.purposeId);
  const returning = receipt.mode === "return";
  const asking = useSlow(sending, 300);
  const sum = totals(receipt.lines);
  const count = receipt.lines.length;
  const canOverride = actions.some((a) => a.id === "counter.unchecked");

  return (
    <section
      className={classes.receipt}
      aria-label={t(returning ? "counter.returnReceipt" : "counter.receipt")}
    >
      <div className={classes.receiptHead}>
        <Text fw={700} size="lg">
          {t(returning ? "counter.returnReceipt" : "counter.receipt")}
        </Text>
        <DraftNote state={state} />
      </div>
      <div
        role="group"
        aria-label={t("counter.receiptFields")}
        className={classes.receiptBody}
        onKeyDown={(e) => {
          if (
            e.key === "Enter" &&
            e.target instanceof HTMLInputElement &&
            e.target.getAttribute("aria-expanded") !== "true"
          )
            toField();
        }}
      >
        {returning ? null : (
          <>
            <Group align="flex-end" gap="sm" wrap="nowrap">
              <Select
                label={t("counter.purpose")}
                flex={1}
                data={purposes
                  .filter((p) => !p.withdrawn || p.id === receipt.purposeId)
                  .map((p) => ({ value: p.id, label: p.name }))}
                value={receipt.purposeId || null}
                allowDeselect={false}
                onChange={(id) => {
                  if (id) desk.setPurpose(id);
                  toField();
                }}
              />
              <SegmentedControl
                aria-label={t("counter.receiptType")}
                value={receipt.receiptType}
                onChange={(v) => {
                  desk.edit({ receiptType: v === "PAR" ? "PAR" : "TR" });
                  toField();
                }}
                data={[
                  { value: "TR", label: "TR" },
                  { value: "PAR", label: "PAR" },
                ]}
              />
            </Group>
            <Text size="xs" c="dimmed" mt={-8}>
              {receipt.receiptType === "PAR"
                ? t("counter.par")
                : state.due
                  ? t("counter.dueAt", { time: shortTime(state.due) })
                  : t("counter.tr")}
            </Text>
            {purpose?.freeText ? (
              <TextInput
                label={t("counter.purposeText")}
                required
                maxLength={100}
                value={receipt.purposeText}
                onChange={(e) => desk.edit({ purposeText: e.currentTarget.value })}
              />
            ) : null}
          </>
        )}
        {count === 0 ? (
          <div className={classes.ghost}>{t(returning ? "counter.ghostReturn" : "counter.ghost")}</div>
        ) : (
          <>
            <Lines receipt={receipt} offers={state.offers} desk={desk} toField={toField} />
            {returning ? (
              <ReturnedAccessories receipt={receipt} desk={desk} />
            ) : (
              <Accessories receipt={receipt} offers={state.offers} desk={desk} />
            )}
          </>
        )}
        <Textarea
          label={t("counter.notes")}
          autosize
          minRows={1}
          maxRows={4}
          maxLength={400}
          value={receipt.notes}
          onChange={(e) => desk.edit({ notes: e.currentTarget.value })}
        />
      </div>
      <div className={classes.receiptFoot}>
        {count > 0 ? (
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {t("counter.sum")}
            </Text>
            <Text size="sm" fw={600} className="figures">
              {t("counter.sumFigures", { count, magazines: sum.magazines, rounds: sum.rounds })}
            </Text>
          </Group>
        ) : null}
        {count > 0 ? <Signed desk={desk} state={state} /> : null}
        <Button
          size="xl"
          h={60}
          fullWidth
          loading={sending && !asking}
          disabled={count === 0 || asking || state.draft.taken !== null}
          rightSection={
            <Kbd size="sm" aria-hidden>
              Enter
            </Kbd>
          }
          onClick={() => run("counter.send")}
        >
          {asking
            ? t("counter.asking", { hub: hub || t("counter.station") })
            : count === 0
              ? t(returning ? "counter.returnNone" : "counter.issueNone")
              : t(returning ? "counter.returnButton" : "counter.issueButton", { count })}
        </Button>
        {!returning && canOverride && count > 0 ? (
          <Button
            variant={asking ? "default" : "subtle"}
            size="xs"
            color="gray"
            onClick={() => run("counter.unchecked")}
          >
            {t("counter.unchecked")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

/** The signature in small, or the button that asks for one; as high either way. */
function Signed({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const { t } = useTranslation();
  const { person, signature } = state.receipt;
  return (
    <Group justify="space-between" h={44} wrap="nowrap">
      {person && signature !== "" ? (
        <>
          <Attached
            id={signature}
            alt={t("signature.of", { person: person.name })}
            kind="signature"
            width={132}
            height={44}
          />
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            leftSection={<Eraser size={14} aria-hidden />}
            aria-label={t("counter.clearSignature")}
            disabled={state.sending}
            onClick={() => desk.removeSignature()}
          >
            {t("common.clear")}
          </Button>
        </>
      ) : (
        <ActionButton id="counter.sign" size="xs" />
      )}
    </Group>
  );
}

function DraftNote({ state }: { readonly state: DeskState }) {
  const { t } = useTranslation();
  const { draft } = state;
  if (draft.error || draft.taken) {
    return (
      <Group gap={6} role="status" style={{ color: "var(--tone-amber-fg)" }}>
        <CloudOff size={15} aria-hidden />
        <Text size="xs">
          {t(
            draft.taken || draft.error?.code === "STALE_DRAFT" ? "counter.draftStale" : "counter.draftFailed",
          )}
        </Text>
      </Group>
    );
  }
  if (draft.saved === "") return null;
  return (
    <Group gap={6} c="dimmed">
      <Save size={14} aria-hidden />
      <Text size="xs" className="figures">
        {t("counter.draftSaved", { time: clockTime(draft.saved) })}
      </Text>
    </Group>
  );
}
