import { PasswordInput, TextInput } from "@mantine/core";
import type { ChangeEvent } from "react";
import { useTranslation } from "react-i18next";
import type { PasswordRule } from "../domain/passwords";
import { PasswordRules } from "../ui/PasswordRules";

export interface NewSuperuser {
  readonly fullName: string;
  readonly username: string;
  readonly password: string;
  readonly again: string;
}

/** Who a new superuser is, and his password twice with its rules. */
export function SuperuserFields({
  form,
  set,
  rules,
  username,
}: {
  readonly form: NewSuperuser;
  readonly set: (field: keyof NewSuperuser) => (e: ChangeEvent<HTMLInputElement>) => void;
  readonly rules: readonly PasswordRule[];
  /** What his username is called. */
  readonly username: string;
}) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t("first.fullName")}
        description={t("first.fullNameHint")}
        required
        maxLength={80}
        value={form.fullName}
        onChange={set("fullName")}
      />
      <TextInput
        label={username}
        required
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
        value={form.username}
        onChange={set("username")}
      />
      <PasswordInput
        label={t("first.password")}
        required
        autoComplete="new-password"
        value={form.password}
        onChange={set("password")}
      />
      <PasswordInput
        label={t("first.again")}
        required
        autoComplete="new-password"
        value={form.again}
        onChange={set("again")}
      />
      <PasswordRules rules={rules} />
    </>
  );
}
