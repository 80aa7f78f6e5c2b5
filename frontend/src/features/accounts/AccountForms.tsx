import { PasswordInput, Select, Switch, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "../../backend/types.gen";
import { passwordRules } from "../../domain/passwords";
import { roles } from "../../domain/roles";
import { useApi } from "../../state/doors";
import { Dialog } from "../../ui/Dialog";
import { DialogForm } from "../../ui/DialogForm";
import { NewPassword } from "../../ui/NewPassword";
import { PasswordRules } from "../../ui/PasswordRules";

export function AddAccount({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog size="md" opened={opened} title={t("accounts.add")} onClose={onClose}>
      <AddForm onClose={onClose} />
    </Dialog>
  );
}

function AddForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState({ name: "", username: "", role: "armorer", password: "", again: "" });
  const rules = passwordRules(form.password, form.again, form.username, form.role);
  const save = useMutation({
    mutationFn: () =>
      api.accounts.add({
        username: form.username.trim(),
        name: form.name.trim(),
        role: form.role,
        password: form.password,
      }),
    onSuccess: onClose,
  });
  return (
    <DialogForm
      submit={t("accounts.add")}
      disabled={form.name.trim() === "" || form.username.trim() === "" || rules.some((r) => !r.met)}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <TextInput
        label={t("accounts.name")}
        description={t("accounts.nameHint")}
        required
        data-autofocus
        maxLength={80}
        value={form.name}
        onChange={(e) => setForm({ ...form, name: e.currentTarget.value })}
      />
      <TextInput
        label={t("accounts.username")}
        required
        autoCapitalize="none"
        autoComplete="off"
        maxLength={32}
        value={form.username}
        onChange={(e) => setForm({ ...form, username: e.currentTarget.value })}
      />
      <RoleField value={form.role} onChange={(role) => setForm({ ...form, role })} />
      <PasswordInput
        label={t("accounts.password")}
        required
        autoComplete="new-password"
        value={form.password}
        onChange={(e) => setForm({ ...form, password: e.currentTarget.value })}
      />
      <PasswordInput
        label={t("accounts.passwordAgain")}
        required
        autoComplete="new-password"
        value={form.again}
        onChange={(e) => setForm({ ...form, again: e.currentTarget.value })}
      />
      <PasswordRules rules={rules} />
    </DialogForm>
  );
}

function RoleField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (role: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      label={t("accounts.role")}
      description={t(`accounts.roleHint.${value}`)}
      data={roles.map((r) => ({ value: r, label: t(`roles.${r}`) }))}
      value={value}
      allowDeselect={false}
      onChange={(v) => v && onChange(v)}
    />
  );
}

export function EditAccount({
  account,
  onClose,
}: {
  readonly account: Account | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog size="md" opened={account !== null} title={t("accounts.edit")} onClose={onClose}>
      {account ? <EditForm account={account} onClose={onClose} /> : null}
    </Dialog>
  );
}

function EditForm({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [form, setForm] = useState({
    name: account.name,
    role: account.role,
    disabled: account.disabled,
    reason: "",
  });
  const save = useMutation({
    mutationFn: () => api.accounts.edit({ id: account.id, ...form }),
    onSuccess: onClose,
  });
  return (
    <DialogForm
      submit={t("common.save")}
      disabled={form.name.trim() === ""}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <TextInput
        label={t("accounts.name")}
        data-autofocus
        required
        maxLength={80}
        value={form.name}
        onChange={(e) => setForm({ ...form, name: e.currentTarget.value })}
      />
      <RoleField value={form.role} onChange={(role) => setForm({ ...form, role })} />
      <Switch
        label={t("accounts.disabled")}
        description={t("accounts.disabledHint")}
        checked={form.disabled}
        onChange={(e) => setForm({ ...form, disabled: e.currentTarget.checked })}
      />
      <TextInput
        label={t("reason.label")}
        description={t("reason.hint")}
        maxLength={400}
        value={form.reason}
        onChange={(e) => setForm({ ...form, reason: e.currentTarget.value })}
      />
    </DialogForm>
  );
}

export function ResetPassword({
  account,
  onClose,
}: {
  readonly account: Account | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog size="md" opened={account !== null} title={t("accounts.reset")} onClose={onClose}>
      {account ? <ResetForm account={account} onClose={onClose} /> : null}
    </Dialog>
  );
}

function ResetForm({ account, onClose }: { readonly account: Account; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const rules = passwordRules(password, again, account.username, account.role);
  const save = useMutation({
    mutationFn: () => api.accounts.resetPassword(account.id, password),
    onSuccess: () => {
      notifications.show({ message: t("accounts.resetDone", { name: account.name }) });
      onClose();
    },
  });
  return (
    <DialogForm
      submit={t("accounts.reset")}
      disabled={rules.some((r) => !r.met)}
      pending={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate()}
      onCancel={onClose}
    >
      <Text size="sm">{t("accounts.resetText", { name: account.name })}</Text>
      <NewPassword
        password={password}
        again={again}
        rules={rules}
        first
        onPassword={setPassword}
        onAgain={setAgain}
      />
    </DialogForm>
  );
}
