import { ActionIcon, Tooltip } from "@mantine/core";
import { CircleHelp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useRegistry } from "../actions/registry";

/** Opens what this page is for; the same as F1. */
export function HelpButton() {
  const { t } = useTranslation();
  const { run } = useRegistry();
  return (
    <Tooltip label={`${t("help.open")} · F1`} position="bottom-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        onClick={() => run("screen.help")}
        aria-label={t("help.open")}
        aria-keyshortcuts="F1"
      >
        <CircleHelp size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
