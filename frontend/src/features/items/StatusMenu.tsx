import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ItemRow } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { stateSpec } from "../../domain/states";
import { useApi } from "../../state/doors";
import { ChangeMenu } from "../../ui/ChangeMenu";
import { conditions, settableStatuses } from "./words";

const final: readonly string[] = ["Retired", "Lost", "Turned in"];

/** Another status or condition. What is out keeps its status. */
export function StatusMenu({ item }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  const api = useApi();
  if (item.holder || item.candidates.length > 0) {
    return (
      <Text size="xs" c="dimmed">
        {t(item.candidates.length > 0 ? "items.status.blockedContested" : "items.status.blockedOut")}
      </Text>
    );
  }
  const statusWord = (status: string) => t(stateSpec("item", status).word);
  return (
    <ChangeMenu
      label={t("items.status.change")}
      title={(word) => t("items.status.title", { item: itemName(item), word })}
      groups={[
        {
          label: t("items.status.to"),
          changes: settableStatuses
            .filter((status) => status !== item.status)
            .map((status) => ({
              word: statusWord(status),
              text: t(`items.status.text.${status}`),
              danger: final.includes(status),
              make: (reason) => api.inventory.setStatus({ id: item.id, status, condition: "", reason }),
            })),
        },
        {
          label: t("items.status.condition"),
          changes: conditions
            .filter((condition) => condition !== item.condition)
            .map((condition) => ({
              word: t(`condition.${condition}`),
              text: t("items.status.conditionText", {
                word: t(`condition.${condition}`),
                status: statusWord(item.status),
              }),
              make: (reason) => api.inventory.setStatus({ id: item.id, status: "", condition, reason }),
            })),
        },
      ]}
    />
  );
}
