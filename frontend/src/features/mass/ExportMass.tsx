import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import { useDoors } from "../../state/doors";
import { useCan } from "../../state/session";

/** Saves the account as a table. */
export function ExportMass({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { api, backend } = useDoors();
  const can = useCan();
  const save = useMutation({
    mutationFn: async () => {
      const file = await api.mass.exportAccount(id, "csv");
      return backend.saveFile(file.name, file.mime, file.base64);
    },
    onSuccess: (place) => {
      if (place !== "") notifications.show({ message: t("importing.export.saved", { place }) });
    },
    onError: (e) => {
      const error = toBackendError(e);
      notifications.show({ title: error.message, message: error.fix, color: "red" });
    },
  });
  if (!can("export")) return null;
  return (
    <Button
      variant="default"
      loading={save.isPending}
      leftSection={<Download size={16} aria-hidden />}
      onClick={() => save.mutate()}
    >
      {t("mass.account.csv")}
    </Button>
  );
}
