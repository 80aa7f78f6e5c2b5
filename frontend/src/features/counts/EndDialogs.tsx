import { PasswordInput, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CountRecord } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useSession } from "../../state/session";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import { stateIcons } from "../../ui/icons";
import { Notice } from "../../ui/Notice";
import { resultWords } from "./words";

interface EndProps {
  readonly record: CountRecord;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Ends a count with its result and the first signature: what will be recorded is shown first. */
export function CloseDialog(props: EndProps) {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} title={t("counts.close")} onClose={props.onClose} size="md">
      <CloseForm {...props} />
    </Dialog>
  );
}

function CloseForm({ record, onClose }: EndProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { account } = useSession();
  const [notes, setNotes] = useState("");
  const { figures } = record;
  const close = useMutation({
    mutationFn: () => api.counts.close(record.count.id, notes),
    onSuccess: onClose,
  });
  const wrong = figures.missing + figures.unexpected + figures.unknown;
  return (
    <DialogForm
      submit={t("counts.closeAndSign")}
      disabled={false}
      pending={close.isPending}
      error={close.error}
      onSubmit={() => close.mutate()}
      onCancel={onClose}
    >
      {record.hidden ? (
        <Text size="sm">{t("counts.closeBlind", { count: record.count.scanned })}</Text>
      ) : (
        <Notice
          role="status"
          tone={wrong > 0 ? "amber" : "green"}
          icon={wrong > 0 ? stateIcons.warning : stateIcons.check}
          title={resultWords(t, figures)}
          text={t(
            figures.missing > 0
              ? "counts.closeMissing"
              : wrong > 0
                ? "counts.closeWrong"
                : "counts.closeWhole",
            {
              count: figures.missing,
            },
          )}
        />
      )}
      <Textarea
        label={t("counts.closingNotes")}
        autosize
        minRows={2}
        maxLength={400}
        data-autofocus
        value={notes}
        onChange={(e) => setNotes(e.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        {t("counts.closeSigns", { name: account?.name ?? "" })}
      </Text>
    </DialogForm>
  );
}

/** The second signature: of who is signed in, or, where he closed the count himself, of a colleague who types his password. */
export function SignDialog(props: EndProps) {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} title={t("counts.sign")} onClose={props.onClose} size="md">
      <SignForm {...props} />
    </Dialog>
  );
}

function SignForm({ record, onClose }: EndProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { account } = useSession();
  const [form, setForm] = useState({ username: "", password: "" });
  const sign = useMutation({
    mutationFn: () => api.counts.sign({ id: record.count.id, ...form }),
    onSuccess: onClose,
  });
  const empty = form.username.trim() === "" || form.password === "";
  return (
    <DialogForm
      submit={t("counts.sign")}
      disabled={record.mine && empty}
      pending={sign.isPending}
      error={sign.error}
      onSubmit={() => sign.mutate()}
      onCancel={onClose}
    >
      <div>
        <Text fw={600}>{record.count.result ? resultWords(t, record.count.result) : ""}</Text>
        <Text size="sm" c="dimmed">
          {t("counts.closedBy", { ...record.count.closed })}
        </Text>
      </div>
      {record.mine ? (
        <>
          <Text size="sm">{t("counts.signOther")}</Text>
          <SimpleGrid cols={2}>
            <TextInput
              label={t("reason.secondUsername")}
              autoComplete="off"
              data-autofocus
              value={form.username}
              onChange={(e) => setForm({ ...form, username: e.currentTarget.value })}
            />
            <PasswordInput
              label={t("reason.secondPassword")}
              autoComplete="off"
              value={form.password}
              onChange={(e) => setForm({ ...form, password: e.currentTarget.value })}
            />
          </SimpleGrid>
        </>
      ) : (
        <Text size="sm">{t("counts.signMine", { name: account?.name ?? "" })}</Text>
      )}
    </DialogForm>
  );
}
