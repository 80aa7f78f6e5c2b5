import { Menu, Table, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { EllipsisVertical, KeyRound, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Mono } from "../../ui/Mono";
import { Card } from "../../ui/Page";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { AddAccount, EditAccount, ResetPassword } from "./AccountForms";

type Open = { readonly what: "edit" | "password"; readonly account: Account } | null;

function stateOf(a: Account): string {
  if (a.disabled) return "disabled";
  if (a.lockedUntil !== "" && Date.parse(a.lockedUntil) > Date.now()) return "shut";
  return a.online ? "active" : "enabled";
}

/** Who may sign in, as what. */
export function Accounts({ adding, onAdded }: { readonly adding: boolean; readonly onAdded: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [open, setOpen] = useState<Open>(null);
  const query = useQuery({
    queryKey: ["accounts"],
    queryFn: api.accounts.list,
    meta: { topics: ["presence"] },
  });
  return (
    <Card pad={false}>
      <Shown query={query}>
        {(accounts) => (
          <Table verticalSpacing="sm" horizontalSpacing="lg">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("accounts.name")}</Table.Th>
                <Table.Th>{t("accounts.username")}</Table.Th>
                <Table.Th>{t("accounts.role")}</Table.Th>
                <Table.Th>{t("accounts.state")}</Table.Th>
                <Table.Th>{t("accounts.seen")}</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {accounts.map((a) => (
                <Table.Tr key={a.id}>
                  <Table.Td>
                    <Text fw={600} size="sm">
                      {a.name}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Mono>{a.username}</Mono>
                  </Table.Td>
                  <Table.Td>{t(`roles.${a.role}`)}</Table.Td>
                  <Table.Td>
                    <StateChip kind="account" state={stateOf(a)} />
                  </Table.Td>
                  <Table.Td>
                    {a.lastSeen ? <RelativeTime time={a.lastSeen} size="sm" /> : t("accounts.notSeen")}
                  </Table.Td>
                  <Table.Td ta="right" w={60}>
                    {can("account.edit") ? (
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <UnstyledButton p={4} aria-label={t("accounts.more", { name: a.name })}>
                            <EllipsisVertical size={18} aria-hidden />
                          </UnstyledButton>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item
                            leftSection={<Pencil size={15} aria-hidden />}
                            onClick={() => setOpen({ what: "edit", account: a })}
                          >
                            {t("accounts.edit")}
                          </Menu.Item>
                          <Menu.Item
                            leftSection={<KeyRound size={15} aria-hidden />}
                            onClick={() => setOpen({ what: "password", account: a })}
                          >
                            {t("accounts.reset")}
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    ) : null}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Shown>
      <AddAccount opened={adding} onClose={onAdded} />
      <EditAccount account={open?.what === "edit" ? open.account : null} onClose={() => setOpen(null)} />
      <ResetPassword
        account={open?.what === "password" ? open.account : null}
        onClose={() => setOpen(null)}
      />
    </Card>
  );
}
