import { Anchor, Button, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MassRow } from "../../backend/types.gen";
import { shortTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Notice } from "../../ui/Notice";
import { Card } from "../../ui/Page";
import { Shown } from "../../ui/Waiting";
import { MassPlan } from "./MassPlan";

/** What runs, the next one, and those of before. */
export function MassList() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const query = useQuery({ queryKey: ["mass", "list"], queryFn: api.mass.list });
  return (
    <Shown query={query}>
      {(all) => {
        const live = all.filter((m) => m.live);
        const over = all.filter((m) => !m.live);
        return (
          <div style={{ display: "grid", gap: 20 }}>
            {live.map((m) => (
              <Notice
                key={m.id}
                role="status"
                tone="blue"
                icon={Siren}
                large
                title={t("mass.runs", { title: m.title, since: shortTime(m.opened) })}
                text={t("mass.runsBy", {
                  by: m.openedBy,
                  at: m.openedAt,
                  purpose: m.purpose,
                  count: m.issued,
                })}
              >
                <Button component={Link} to={`/mass/${m.id}`}>
                  {t(can("take") ? "mass.join" : "mass.look")}
                </Button>
              </Notice>
            ))}
            <MassPlan running={live.length > 0} />
            {over.length > 0 ? <Over rows={over} /> : null}
          </div>
        );
      }}
    </Shown>
  );
}

function Over({ rows }: { readonly rows: readonly MassRow[] }) {
  const { t } = useTranslation();
  return (
    <Card pad={false}>
      <Text component="h2" fw={650} m={0} px="lg" pt="md" pb="xs">
        {t("mass.over")}
      </Text>
      <Table horizontalSpacing="lg" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("mass.plan.name")}</Table.Th>
            <Table.Th>{t("mass.plan.purpose")}</Table.Th>
            <Table.Th>{t("mass.openedAt")}</Table.Th>
            <Table.Th>{t("mass.closedAt")}</Table.Th>
            <Table.Th ta="right">{t("mass.account.issued")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((m) => (
            <Table.Tr key={m.id}>
              <Table.Td>
                <Anchor component={Link} to={`/mass/${m.id}`} fw={600} size="sm">
                  {m.title}
                </Anchor>
              </Table.Td>
              <Table.Td>{m.purpose}</Table.Td>
              <Table.Td className="figures">
                {shortTime(m.opened)} · {m.openedAt}
              </Table.Td>
              <Table.Td className="figures">
                {shortTime(m.closed)} · {m.closedAt}
              </Table.Td>
              <Table.Td ta="right" className="figures">
                {m.issued}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
