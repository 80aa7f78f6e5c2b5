import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Backups } from "../features/audit/Backups";
import { Entries } from "../features/audit/Entries";
import { Summary } from "../features/audit/Summary";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

const tabs = ["ledger", "backups", "entries"] as const;

const filling = { flex: 1, minHeight: 0, display: "flex", flexDirection: "column" } as const;

export default function AuditView() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const tab = tabs.find((x) => x === params.get("tab")) ?? "ledger";
  // The long table scrolls inside the page.
  const long = tab === "entries";
  return (
    <Page fill={long ? "fixed" : "scroll"} width={1300}>
      <PageHead title={t("nav.audit")} lead={t("audit.lead")} />
      <Tabs
        value={tab}
        onChange={(v) => v && setParams({ tab: v }, { replace: true })}
        keepMounted={false}
        style={long ? filling : undefined}
      >
        <Tabs.List mb="md">
          {tabs.map((x) => (
            <Tabs.Tab key={x} value={x}>
              {t(`audit.tab.${x}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="ledger">
          <Summary />
        </Tabs.Panel>
        <Tabs.Panel value="backups">
          <Backups />
        </Tabs.Panel>
        <Tabs.Panel value="entries" flex={1} mih={0}>
          <Entries />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
