import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { FirstSteps } from "../features/board/FirstSteps";
import { Lists } from "../features/settings/Lists";
import { Models } from "../features/settings/Models";
import { Purposes } from "../features/settings/Purposes";
import { SiteForm } from "../features/settings/SiteForm";
import { AppearanceForm } from "../shell/AppearanceForm";
import { Card, Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

const tabs = ["site", "purposes", "models", "lists", "appearance"] as const;

export default function SettingsView() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const tab = tabs.find((x) => x === params.get("tab")) ?? "site";
  return (
    <Page width={960}>
      <PageHead title={t("nav.settings")} lead={t("settings.lead")} />
      <div style={{ marginBottom: 16 }}>
        <FirstSteps />
      </div>
      <Tabs value={tab} onChange={(v) => v && setParams({ tab: v }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map((x) => (
            <Tabs.Tab key={x} value={x}>
              {t(`settings.tab.${x}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="site">
          <SiteForm />
        </Tabs.Panel>
        <Tabs.Panel value="purposes">
          <Purposes />
        </Tabs.Panel>
        <Tabs.Panel value="models">
          <Models />
        </Tabs.Panel>
        <Tabs.Panel value="lists">
          <Lists />
        </Tabs.Panel>
        <Tabs.Panel value="appearance">
          <Card>
            <AppearanceForm />
          </Card>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
