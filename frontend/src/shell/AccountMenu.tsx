import { Menu, Text, UnstyledButton } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRegistry } from "../actions/registry";
import { shortcutText } from "../actions/shortcut";
import type { Account } from "../backend/types.gen";

/** Who is signed in, and what concerns this account and this screen. */
export function AccountMenu({ account }: { readonly account: Account }) {
  const { t } = useTranslation();
  const { actions, run } = useRegistry();
  return (
    <Menu width={250} position="bottom-end">
      <Menu.Target>
        <UnstyledButton
          px={8}
          py={4}
          style={{ display: "flex", alignItems: "center", gap: 8, borderRadius: 8, minWidth: 0 }}
        >
          <span style={{ textAlign: "right", minWidth: 0 }}>
            <Text size="sm" fw={600} lh={1.25} truncate maw={190}>
              {account.name}
            </Text>
            <Text size="xs" c="dimmed" lh={1.2}>
              {t(`roles.${account.role}`)}
            </Text>
          </span>
          <ChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{account.username}</Menu.Label>
        {actions
          .filter((a) => a.group === "screen")
          .map((a) => {
            const Icon = a.icon;
            return (
              <Menu.Item
                key={a.id}
                leftSection={<Icon size={16} aria-hidden />}
                rightSection={
                  a.shortcut ? (
                    <Text size="xs" c="dimmed">
                      {shortcutText(a.shortcut)}
                    </Text>
                  ) : null
                }
                onClick={() => run(a.id)}
              >
                {t(a.label)}
              </Menu.Item>
            );
          })}
      </Menu.Dropdown>
    </Menu>
  );
}
