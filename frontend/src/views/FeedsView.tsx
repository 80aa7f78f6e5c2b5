import { useTranslation } from "react-i18next";
import { Feeds } from "../features/feeds/Feeds";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

export default function FeedsView() {
  const { t } = useTranslation();
  return (
    <Page>
      <PageHead title={t("nav.feeds")} lead={t("feeds.lead")} />
      <Feeds />
    </Page>
  );
}
