import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Gavel, Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { toBackendError } from "../../backend/errors";
import type { Conflict, ConflictChoice } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { Choices, Chosen } from "../../ui/Choices";
import { DialogForm, FormDialog } from "../../ui/FormDialog";
import { Notice } from "../../ui/Notice";
import { Refusal } from "../../ui/Refusal";
import classes from "./Conflicts.module.css";

/** Kinds that a count of a stock line puts right. */
const stockKinds = new Set(["stock below zero", "two counts differ"]);

/** The choices, each with what follows from it; or what to do instead of choosing. */
export function Decision({ conflict: c, may }: { readonly conflict: Conflict; readonly may: boolean }) {
  const { t } = useTranslation();
  const api = useApi();
  const [choice, setChoice] = useState<ConflictChoice | null>(null);
  const once = useMutation({ mutationFn: (id: string) => api.conflicts.resolve(c.id, "", id) });
  if (c.choices.length === 0) {
    return (
      <div className={classes.heals}>
        <Notice tone="blue" icon={Sparkles} role="status" title={t("conflicts.heals")} text={c.heals}>
          {stockKinds.has(c.kind) ? (
            <Button component={Link} to="/stock" variant="default" size="xs">
              {t("conflicts.openStock")}
            </Button>
          ) : null}
        </Notice>
      </div>
    );
  }
  if (!may) {
    return (
      <div className={classes.heals}>
        <Notice tone="grey" icon={Gavel} role="status" title={t("conflicts.notYours")} />
      </div>
    );
  }
  return (
    <div>
      <Choices
        label={t("conflicts.decide")}
        choices={c.choices}
        disabled={once.isPending}
        onChoose={(one) => (one.atOnce ? once.mutate(one.id) : setChoice(one))}
      />
      {once.error ? <Refusal error={toBackendError(once.error)} /> : null}
      <FormDialog opened={choice !== null} title={c.title} onClose={() => setChoice(null)}>
        {choice ? <FindingForm conflict={c} choice={choice} onDone={() => setChoice(null)} /> : null}
      </FormDialog>
    </div>
  );
}

function FindingForm({
  conflict,
  choice,
  onDone,
}: {
  readonly conflict: Conflict;
  readonly choice: ConflictChoice;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const api = useApi();
  const [finding, setFinding] = useState("");
  const save = useMutation({
    mutationFn: () => api.conflicts.resolve(conflict.id, finding.trim(), choice.id),
    onSuccess: onDone,
  });
  return (
    <DialogForm
      submit={t("conflicts.close")}
      disabled={finding.trim().length < 3}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onDone}
    >
      <Chosen choice={choice} />
      <Textarea
        label={t("conflicts.findingField")}
        description={t("conflicts.findingHint")}
        data-autofocus
        required
        autosize
        minRows={3}
        maxLength={1000}
        value={finding}
        onChange={(e) => setFinding(e.currentTarget.value)}
      />
    </DialogForm>
  );
}
