import { useTranslation } from "react-i18next";
import { Conflicts } from "../features/conflicts/Conflicts";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

export default function ConflictsView() {
  const { t } = useTranslation();
  return (
    <Page width={1100}>
      <PageHead title={t("nav.conflicts")} lead={t("conflicts.lead")} />
      <Conflicts />
    </Page>
  );
}
