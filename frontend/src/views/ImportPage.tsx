import { Button } from "@mantine/core";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { ImportWizard } from "../features/importing/ImportWizard";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

/** Bringing people or items in from a spreadsheet. */
export function ImportPage({ what }: { readonly what: "people" | "items" }) {
  const { t } = useTranslation();
  return (
    <Page width={1320}>
      <PageHead title={t(`importing.${what}`)} lead={t("importing.lead")}>
        <Button
          component={Link}
          to={`/${what}`}
          variant="default"
          leftSection={<ArrowLeft size={16} aria-hidden />}
        >
          {t(`importing.back.${what}`)}
        </Button>
      </PageHead>
      <ImportWizard what={what} />
    </Page>
  );
}
