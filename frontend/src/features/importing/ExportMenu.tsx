import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { ChevronDown, Download, FileSpreadsheet, FileText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import type { ListQuery } from "../../backend/types.gen";
import { useDoors } from "../../state/doors";
import { useCan } from "../../state/session";

/** Saves the list as it is narrowed now, all of its rows; of stock every line. Nothing for a role that may not. */
export function ExportMenu({
  what,
  query,
}: {
  readonly what: "people" | "items" | "transactions" | "stock";
  readonly query: Omit<ListQuery, "offset" | "limit">;
}) {
  const { t } = useTranslation();
  const can = useCan();
  const { api, backend } = useDoors();
  const save = useMutation({
    mutationFn: async (format: "csv" | "xlsx") => {
      const file = await api.exchange.exportList(what, format, { ...query, offset: 0, limit: 0 });
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
  if (!can(what === "people" ? "export.people" : "export")) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          loading={save.isPending}
          leftSection={<Download size={16} aria-hidden />}
          rightSection={<ChevronDown size={14} aria-hidden />}
        >
          {t("importing.export.button")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t(what === "stock" ? "importing.export.stock" : "importing.export.what")}</Menu.Label>
        <Menu.Item
          leftSection={<FileSpreadsheet size={16} aria-hidden />}
          onClick={() => save.mutate("xlsx")}
        >
          {t("importing.export.xlsx")}
        </Menu.Item>
        <Menu.Item leftSection={<FileText size={16} aria-hidden />} onClick={() => save.mutate("csv")}>
          {t("importing.export.csv")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
