import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Gavel, Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { toBackendError } from "../../backend/errors";
import type { Conflict, ConflictChoice } from "../../backend/types.gen";
import { said } from "../../i18n/said";
import { useApi } from "../../state/doors";
import { Choices } from "../../ui/Choices";
import { Dialog } from "../../ui/Dialog";
import { FindingForm } from "../../ui/FindingForm";
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
        <Notice tone="blue" icon={Sparkles} role="status" title={t("conflicts.heals")} text={said(c.heals)}>
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
        choices={c.choices.map((one) => ({
          ...one,
          title: said(one.title),
          consequence: said(one.consequence),
        }))}
        disabled={once.isPending}
        onChoose={(one) => (one.atOnce ? once.mutate(one.id) : setChoice(one))}
      />
      {once.error ? <Refusal error={toBackendError(once.error)} /> : null}
      <Dialog size="lg" opened={choice !== null} title={said(c.title)} onClose={() => setChoice(null)}>
        {choice ? (
          <FindingForm
            choice={choice}
            submit={t("conflicts.close")}
            label="conflicts.findingField"
            hint="conflicts.findingHint"
            onSave={(finding) => api.conflicts.resolve(c.id, finding, choice.id)}
            onDone={() => setChoice(null)}
          />
        ) : null}
      </Dialog>
    </div>
  );
}
