import { useMutation } from "@tanstack/react-query";
import { Gavel } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { Discrepancy } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { type Choice, Choices } from "../../ui/Choices";
import { Dialog } from "../../ui/Dialog";
import { FindingForm } from "../../ui/FindingForm";
import { Notice } from "../../ui/Notice";
import { Refusal } from "../../ui/Refusal";

/** The state that needs no words. */
const reviewing = "Under review";

/** What may become of a discrepancy, for who decides; the others read that an administrator does. */
export function Deciding({ of: d, name }: { readonly of: Discrepancy; readonly name: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [choice, setChoice] = useState<Choice | null>(null);
  const once = useMutation({
    mutationFn: (state: string) => api.discrepancies.decide({ id: d.id, state, finding: "" }),
  });
  if (!can("conflict.resolve")) {
    const open = d.state === "Open" || d.state === reviewing;
    return open ? <Notice tone="grey" icon={Gavel} role="status" title={t("conflicts.notYours")} /> : null;
  }
  const choices = d.next.map((state) => ({
    id: state,
    title: t(`discrepancies.next.${state}.title`),
    consequence: t(`discrepancies.next.${state}.${d.blocks ? "blocked" : "text"}`),
  }));
  return (
    <div>
      <Choices
        label={t("conflicts.decide")}
        choices={choices}
        disabled={once.isPending}
        onChoose={(one) => (one.id === reviewing ? once.mutate(one.id) : setChoice(one))}
      />
      {once.error ? <Refusal error={toBackendError(once.error)} /> : null}
      <Dialog size="lg" opened={choice !== null} title={name} onClose={() => setChoice(null)}>
        {choice ? (
          <FindingForm
            choice={choice}
            submit={choice.title}
            label={choice.id === "Open" ? "reason.label" : "conflicts.findingField"}
            hint={choice.id === "Open" ? "reason.hint" : "conflicts.findingHint"}
            onSave={(finding) => api.discrepancies.decide({ id: d.id, state: choice.id, finding })}
            onDone={() => setChoice(null)}
          />
        ) : null}
      </Dialog>
    </div>
  );
}
