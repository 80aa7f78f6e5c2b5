import { useTranslation } from "react-i18next";
import { StationTable } from "../features/stations/StationTable";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

export default function StationsView() {
  const { t } = useTranslation();
  return (
    <Page width={1300}>
      <PageHead title={t("nav.stations")} lead={t("stations.lead")} />
      <StationTable />
    </Page>
  );
}
