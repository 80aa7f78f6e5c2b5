import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { FileSpreadsheet, FileText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { ReportQuery } from "../../backend/types.gen";
import { reportOf } from "../../domain/printing";
import { useDoors } from "../../state/doors";
import { useCan } from "../../state/session";
import { PrintButton } from "../../ui/PrintButton";

/** Saves and prints the report that is shown. Saving lists of people is not for everybody. */
export function ReportActions({ query, people }: { readonly query: ReportQuery; readonly people: boolean }) {
  const { t } = useTranslation();
  const can = useCan();
  const { api, backend } = useDoors();
  const save = useMutation({
    mutationFn: async (format: "csv" | "xlsx") => {
      const file = await api.reports.export(format, query);
      return backend.saveFile(file.name, file.mime, file.base64);
    },
    onSuccess: (place) => {
      // Empty: the person closed the dialog.
      if (place !== "") notifications.show({ message: t("importing.export.saved", { place }) });
    },
    onError: (e) => {
      const error = toBackendError(e);
      notifications.show({ title: error.message, message: error.fix, color: "red" });
    },
  });
  const saving = (format: "csv" | "xlsx") => save.isPending && save.variables === format;
  return (
    <>
      {can(people ? "export.people" : "export") ? (
        <Button.Group>
          <Button
            variant="default"
            loading={saving("csv")}
            leftSection={<FileText size={15} aria-hidden />}
            onClick={() => save.mutate("csv")}
          >
            CSV
          </Button>
          <Button
            variant="default"
            loading={saving("xlsx")}
            leftSection={<FileSpreadsheet size={15} aria-hidden />}
            onClick={() => save.mutate("xlsx")}
          >
            XLSX
          </Button>
        </Button.Group>
      ) : null}
      <PrintButton choices={[{ label: t("reports.print"), printing: reportOf(query) }]} />
    </>
  );
}
