import { Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { saysWhy } from "../domain/reasons";
import { type Choice, Chosen } from "./Choices";
import { DialogForm } from "./DialogForm";

/** In a dialog: the decision that was chosen, and the words that are kept with it. */
export function FindingForm({
  choice,
  submit,
  label,
  hint,
  onSave,
  onDone,
}: {
  readonly choice: Choice;
  readonly submit: string;
  readonly label: string;
  readonly hint: string;
  readonly onSave: (finding: string) => Promise<unknown>;
  /** Saved, or given up. */
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const save = useMutation({ mutationFn: () => onSave(text.trim()), onSuccess: onDone });
  return (
    <DialogForm
      submit={submit}
      disabled={!saysWhy(text)}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onDone}
    >
      <Chosen choice={choice} />
      <Textarea
        label={t(label)}
        description={t(hint)}
        data-autofocus
        required
        autosize
        minRows={3}
        maxLength={1000}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
      />
    </DialogForm>
  );
}
