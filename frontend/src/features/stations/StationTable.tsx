import { ActionIcon, Menu, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, Crown, EllipsisVertical, ListOrdered, Pencil } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { StationRow } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { FormDialog } from "../../ui/FormDialog";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { PriorityForm, RenameForm, RevokeForm } from "./StationForms";

/** A clock that is further off than this is worth a warning, in milliseconds. */
const clockApart = 60_000;

type Act = "rename" | "priority" | "revoke";

/** Every enrolled station as a row with one clear state, and what can be done about it. */
export function StationTable({ stations }: { readonly stations: readonly StationRow[] }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<{ readonly station: StationRow; readonly act: Act } | null>(null);
  const makeHub = useMutation({
    mutationFn: (id: string) => api.stations.makeHub(id),
    onSuccess: () => client.invalidateQueries({ queryKey: ["stations"] }),
  });
  const close = () => setChosen(null);
  const form = chosen ? { rename: RenameForm, priority: PriorityForm, revoke: RevokeForm }[chosen.act] : null;
  const Form = form;
  return (
    <>
      {makeHub.error ? <Refusal error={toBackendError(makeHub.error)} /> : null}
      <Card pad={false}>
        <Table.ScrollContainer minWidth={980}>
          <Table verticalSpacing="sm" horizontalSpacing="md" style={{ whiteSpace: "nowrap" }}>
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
                    <Text fw={600}>{s.name}</Text>
                    {s.this ? (
                      <Text size="xs" c="dimmed">
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
                    {s.behind.toLocaleString()}
                  </Table.Td>
                  <Table.Td ta="right" className="figures">
                    <ClockOff station={s} />
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
                            disabled={s.hub || s.role === ""}
                            onClick={() => makeHub.mutate(s.id)}
                          >
                            {t("stations.makeHub")}
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
      <FormDialog
        opened={chosen !== null}
        title={chosen ? t(`stations.title.${chosen.act}`, { name: chosen.station.name }) : ""}
        size="md"
        onClose={close}
      >
        {chosen && Form ? <Form station={chosen.station} onDone={close} /> : null}
      </FormDialog>
    </>
  );
}

function ClockOff({ station: s }: { readonly station: StationRow }) {
  const { t } = useTranslation();
  if (s.this || s.role === "") return "–";
  const far = Math.abs(s.clockMs) > clockApart;
  const words =
    Math.abs(s.clockMs) < 10_000
      ? t("stations.ms", { ms: s.clockMs })
      : t("stations.s", { s: Math.round(s.clockMs / 1000).toLocaleString() });
  return far ? (
    <Text span inherit fw={650} style={{ color: "var(--tone-amber-fg)" }}>
      {words}
    </Text>
  ) : (
    words
  );
}
