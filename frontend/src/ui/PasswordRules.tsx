import { Group, Stack, Text } from "@mantine/core";
import { Circle, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { PasswordRule } from "../domain/passwords";

/** The rules of a password, ticked as they are met. */
export function PasswordRules({ rules }: { readonly rules: readonly PasswordRule[] }) {
  const { t } = useTranslation();
  return (
    <Stack gap={4} component="ul" p={0} m={0} style={{ listStyle: "none" }} aria-label={t("password.rules")}>
      {rules.map((rule) => (
        <Group component="li" key={rule.label} gap={8} wrap="nowrap">
          {rule.met ? (
            <CircleCheck
              size={16}
              role="img"
              aria-label={t("password.met")}
              style={{ color: "var(--tone-teal-fg)", flex: "none" }}
            />
          ) : (
            <Circle
              size={16}
              role="img"
              aria-label={t("password.notMet")}
              style={{ color: "var(--mantine-color-dimmed)", flex: "none" }}
            />
          )}
          <Text size="sm" c={rule.met ? undefined : "dimmed"}>
            {t(rule.label, { count: rule.count })}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
