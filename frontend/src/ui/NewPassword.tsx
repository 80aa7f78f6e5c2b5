import { PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PasswordRule } from "../domain/passwords";
import { PasswordRules } from "./PasswordRules";

/** A new password, typed twice, with its rules under it. */
export function NewPassword({
  password,
  again,
  rules,
  first = false,
  onPassword,
  onAgain,
}: {
  readonly password: string;
  readonly again: string;
  readonly rules: readonly PasswordRule[];
  /** True where it is the first field of the dialog. */
  readonly first?: boolean;
  readonly onPassword: (text: string) => void;
  readonly onAgain: (text: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <PasswordInput
        label={t("password.new")}
        data-autofocus={first || undefined}
        autoComplete="new-password"
        value={password}
        onChange={(e) => onPassword(e.currentTarget.value)}
      />
      <PasswordInput
        label={t("password.again")}
        autoComplete="new-password"
        value={again}
        onChange={(e) => onAgain(e.currentTarget.value)}
      />
      <PasswordRules rules={rules} />
    </>
  );
}
