import { ActionIcon, Menu, Table, Text } from "@mantine/core";
import { Ban, Crown, EllipsisVertical, ListOrdered, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { StationRow } from "../../backend/types.gen";
import { useCan } from "../../state/session";
import { ClockOffset } from "../../ui/ClockOffset";
import { Dialog } from "../../ui/Dialog";
import { Card } from "../../ui/Page";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { MakeHubForm, PriorityForm, RenameForm, RevokeForm } from "./StationForms";

const forms = { rename: RenameForm, priority: PriorityForm, makeHub: MakeHubForm, revoke: RevokeForm };

/** Every enrolled station as a row with one clear state, and what can be done about it. */
export function StationTable({ stations }: { readonly stations: readonly StationRow[] }) {
  const { t } = useTranslation();
  const can = useCan();
  const [chosen, setChosen] = useState<{
    readonly station: StationRow;
    readonly act: keyof typeof forms;
  } | null>(null);
  const close = () => setChosen(null);
  const Form = chosen ? forms[chosen.act] : null;
  const elsewhere = stations.find((s) => s.hub && !s.this)?.name ?? "";
  return (
    <>
      <Card pad={false}>
        <Table.ScrollContainer minWidth={940}>
          <Table verticalSpacing="sm" horizontalSpacing="sm" style={{ whiteSpace: "nowrap" }}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("stations.name")}</Table.Th>
                <Table.Th>{t("stations.state")}</Table.Th>
                <Table.Th>{t("stations.address")}</Table.Th>
                <Table.Th ta="right">{t("stations.delay")}</Table.Th>
                <Table.Th ta="right">{t("stations.behind")}</Table.Th>
                <Table.Th ta="right">{t("stations.clock")}</Table.Th>
                <Table.Th ta="right">{t("stations.priority")}</Table.Th>
                <Table.Th>{t("stations.version")}</Table.Th>
                <Table.Th>{t("stations.seen")}</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {stations.map((s) => (
                <Table.Tr key={s.id}>
                  <Table.Td>
                    <Text fw={600} style={{ whiteSpace: "normal" }} maw={210} lh={1.3}>
                      {s.name}
                    </Text>
                    {s.this ? (
                      <Text size="xs" fw={600} style={{ color: "var(--accent)" }}>
                        {t("stations.this")}
                      </Text>
                    ) : null}
                  </Table.Td>
                  <Table.Td>
                    <StateChip kind="station" state={s.state} count={s.behind} />
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm" className="figures">
                      {s.addr || "–"}
                    </Text>
                    {s.foundBy ? (
                      <Text size="xs" c="dimmed">
                        {t(`stations.found.${s.foundBy}`)}
                      </Text>
                    ) : null}
                  </Table.Td>
                  <Table.Td ta="right" className="figures">
                    {s.this || s.role === "" ? "–" : t("stations.ms", { ms: s.delayMs })}
                  </Table.Td>
                  <Table.Td ta="right" className="figures">
                    {s.role === "" ? "–" : s.behind.toLocaleString()}
                  </Table.Td>
                  <Table.Td ta="right" className="figures">
                    {s.this || s.role === "" ? "–" : <ClockOffset ms={s.clockMs} />}
                  </Table.Td>
                  <Table.Td ta="right" className="figures">
                    {s.priority}
                  </Table.Td>
                  <Table.Td>{s.version || "–"}</Table.Td>
                  <Table.Td>{s.this ? t("stations.now") : <RelativeTime time={s.lastSeen} />}</Table.Td>
                  <Table.Td ta="right">
                    {can("station.edit") && s.state !== "revoked" ? (
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={t("stations.actions", { name: s.name })}
                          >
                            <EllipsisVertical size={18} aria-hidden />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item
                            leftSection={<Pencil size={15} aria-hidden />}
                            onClick={() => setChosen({ station: s, act: "rename" })}
                          >
                            {t("stations.rename")}
                          </Menu.Item>
                          <Menu.Item
                            leftSection={<ListOrdered size={15} aria-hidden />}
                            onClick={() => setChosen({ station: s, act: "priority" })}
                          >
                            {t("stations.changePriority")}
                          </Menu.Item>
                          <Menu.Item
                            leftSection={<Crown size={15} aria-hidden />}
                            disabled={s.hub || s.role === "" || elsewhere !== ""}
                            onClick={() => setChosen({ station: s, act: "makeHub" })}
                          >
                            {t("stations.makeHub")}
                            {elsewhere === "" || s.hub ? null : (
                              <Text size="xs">{t("stations.makeHubAt", { name: elsewhere })}</Text>
                            )}
                          </Menu.Item>
                          {can("station.enrol") && !s.this ? (
                            <Menu.Item
                              color="red"
                              leftSection={<Ban size={15} aria-hidden />}
                              onClick={() => setChosen({ station: s, act: "revoke" })}
                            >
                              {t("stations.revokeAsk")}
                            </Menu.Item>
                          ) : null}
                        </Menu.Dropdown>
                      </Menu>
                    ) : null}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Card>
      <Dialog
        opened={chosen !== null}
        title={chosen ? t(`stations.title.${chosen.act}`, { name: chosen.station.name }) : ""}
        size="md"
        onClose={close}
      >
        {chosen && Form ? <Form station={chosen.station} onDone={close} /> : null}
      </Dialog>
    </>
  );
}
