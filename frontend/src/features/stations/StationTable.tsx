import { Button, Group, Modal, Stack, Table, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { StationRow } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Card } from "../../ui/Page";
import { Refusal } from "../../ui/Refusal";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";

/** Every enrolled station as a row with one clear state. */
export function StationTable() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [rename, setRename] = useState<StationRow | null>(null);
  const query = useQuery({ queryKey: ["stations"], queryFn: api.stations.list });
  return (
    <Card pad={false}>
      <Shown query={query}>
        {(stations) => (
          <Table.ScrollContainer minWidth={760}>
            <Table verticalSpacing="sm" horizontalSpacing="md" style={{ whiteSpace: "nowrap" }}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("stations.name")}</Table.Th>
                  <Table.Th>{t("stations.state")}</Table.Th>
                  <Table.Th ta="right">{t("stations.priority")}</Table.Th>
                  <Table.Th ta="right">{t("stations.behind")}</Table.Th>
                  <Table.Th ta="right">{t("stations.delay")}</Table.Th>
                  <Table.Th ta="right">{t("stations.clock")}</Table.Th>
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
                    <Table.Td ta="right" className="figures">
                      {s.priority}
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {s.behind.toLocaleString()}
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {s.this ? "–" : t("stations.ms", { ms: s.delayMs })}
                    </Table.Td>
                    <Table.Td ta="right" className="figures">
                      {s.this ? "–" : t("stations.ms", { ms: s.clockMs })}
                    </Table.Td>
                    <Table.Td>{s.version}</Table.Td>
                    <Table.Td>{s.this ? t("stations.now") : <RelativeTime time={s.lastSeen} />}</Table.Td>
                    <Table.Td ta="right">
                      {can("station.edit") ? (
                        <Button
                          size="compact-sm"
                          variant="default"
                          leftSection={<Pencil size={13} aria-hidden />}
                          onClick={() => setRename(s)}
                        >
                          {t("stations.rename")}
                        </Button>
                      ) : null}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Shown>
      <Modal
        opened={rename !== null}
        onClose={() => setRename(null)}
        title={t("stations.renameTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        {rename ? <RenameForm station={rename} onDone={() => setRename(null)} /> : null}
      </Modal>
    </Card>
  );
}

function RenameForm({ station, onDone }: { readonly station: StationRow; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const [name, setName] = useState(station.name);
  const save = useMutation({
    mutationFn: () => api.stations.rename(station.id, name.trim()),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t("stations.name")}
          data-autofocus
          maxLength={40}
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        {save.error ? <Refusal error={toBackendError(save.error)} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
