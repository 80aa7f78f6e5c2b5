import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { Reports } from "../features/reports/Reports";
import { reportKinds } from "../features/reports/reports";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

/** Figures over the whole record, one report at a time. */
export default function ReportsView() {
  const { t } = useTranslation();
  const { kind } = useParams();
  const navigate = useNavigate();
  const [first] = reportKinds;
  const shown = reportKinds.find((k) => k.name === kind) ?? first;
  return (
    <Page width={1500}>
      <PageHead title={t("nav.reports")} lead={t("reports.lead")} />
      {shown ? <Reports kind={shown} onKind={(name) => void navigate(`/reports/${name}`)} /> : null}
    </Page>
  );
}
