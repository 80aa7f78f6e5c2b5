import { NumberInput, PasswordInput, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StationRow } from "../../backend/types.gen";
import { saysWhy } from "../../domain/reasons";
import { useApi } from "../../state/doors";
import { DialogForm } from "../../ui/DialogForm";

interface FormProps {
  readonly station: StationRow;
  readonly onDone: () => void;
}

/** Does something to stations, and lets the page read them again. */
function useChange(change: () => Promise<unknown>, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["stations"] });
      onDone();
    },
  });
}

export function RenameForm({ station, onDone }: FormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const [name, setName] = useState(station.name);
  const save = useChange(() => api.stations.rename(station.id, name.trim()), onDone);
  return (
    <DialogForm
      submit={t("common.save")}
      disabled={name.trim() === ""}
      pending={save.isPending}
      error={save.error}
      onSubmit={save.mutate}
      onCancel={onDone}
    >
      <TextInput
        label={t("stations.name")}
        data-autofocus
        maxLength={40}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
    </DialogForm>
  );
}

export function PriorityForm({ station, onDone }: FormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const [priority, setPriority] = useState<number | string>(station.priority);
  const save = useChange(() => api.stations.setPriority(station.id, Number(priority)), onDone);
  return (
    <DialogForm
      submit={t("common.save")}
      disabled={priority === ""}
      pending={save.isPending}
      error={save.error}
      onSubmit={save.mutate}
      onCancel={onDone}
    >
      <NumberInput
        label={t("stations.priority")}
        description={t("stations.priorityHint")}
        data-autofocus
        min={0}
        max={9999}
        allowDecimal={false}
        value={priority}
        onChange={setPriority}
      />
    </DialogForm>
  );
}

export function MakeHubForm({ station, onDone }: FormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const hand = useChange(() => api.stations.makeHub(station.id), onDone);
  return (
    <DialogForm
      submit={t("stations.makeHub")}
      disabled={false}
      pending={hand.isPending}
      error={hand.error}
      onSubmit={hand.mutate}
      onCancel={onDone}
    >
      <Text size="sm">{t("stations.makeHubText", { name: station.name })}</Text>
    </DialogForm>
  );
}

export function RevokeForm({ station, onDone }: FormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const revoke = useChange(() => api.stations.revoke(station.id, reason.trim(), password), onDone);
  return (
    <DialogForm
      submit={t("stations.revoke")}
      disabled={!saysWhy(reason) || password === ""}
      pending={revoke.isPending}
      error={revoke.error}
      onSubmit={revoke.mutate}
      onCancel={onDone}
      danger
    >
      <Text size="sm">{t("stations.revokeText", { name: station.name })}</Text>
      <Textarea
        label={t("reason.label")}
        description={t("reason.hint")}
        data-autofocus
        required
        autosize
        minRows={2}
        maxLength={400}
        value={reason}
        onChange={(e) => setReason(e.currentTarget.value)}
      />
      <PasswordInput
        label={t("stations.yourPassword")}
        required
        autoComplete="current-password"
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
      />
    </DialogForm>
  );
}

export function AddressForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [address, setAddress] = useState("");
  const add = useChange(() => api.stations.addAddress(address.trim()), onDone);
  return (
    <DialogForm
      submit={t("stations.lookThere")}
      disabled={address.trim() === ""}
      pending={add.isPending}
      error={add.error}
      onSubmit={add.mutate}
      onCancel={onDone}
    >
      <TextInput
        label={t("stations.address")}
        description={t("stations.addressHint")}
        data-autofocus
        placeholder="192.168.1.20:7443"
        value={address}
        onChange={(e) => setAddress(e.currentTarget.value)}
      />
    </DialogForm>
  );
}
