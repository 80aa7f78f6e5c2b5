import { Button, Menu, Text } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ItemRow } from "../../backend/types.gen";
import { stateSpec } from "../../domain/states";
import { useApi } from "../../state/doors";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { conditions, itemName, settableStatuses } from "./words";

type Change = { readonly what: "status" | "condition"; readonly word: string };

const final: readonly string[] = ["Retired", "Lost", "Turned in"];

/** Another status or condition, with the reason people will read later. What is out keeps its status. */
export function StatusMenu({ item }: { readonly item: ItemRow }) {
  const { t } = useTranslation();
  const api = useApi();
  // The words stay while the dialog fades out.
  const [change, setChange] = useState<Change>({ what: "status", word: "Available" });
  const [asking, setAsking] = useState(false);
  if (item.holder || item.candidates.length > 0) {
    return (
      <Text size="xs" c="dimmed">
        {t(item.candidates.length > 0 ? "items.status.blockedContested" : "items.status.blockedOut")}
      </Text>
    );
  }
  const statusWord = (status: string) => t(stateSpec("item", status).word);
  const ask = (next: Change) => {
    setChange(next);
    setAsking(true);
  };
  const word = change.what === "status" ? statusWord(change.word) : t(`condition.${change.word}`);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
            {t("items.status.change")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("items.status.to")}</Menu.Label>
          {settableStatuses
            .filter((status) => status !== item.status)
            .map((status) => (
              <Menu.Item key={status} onClick={() => ask({ what: "status", word: status })}>
                {statusWord(status)}
              </Menu.Item>
            ))}
          <Menu.Divider />
          <Menu.Label>{t("items.status.condition")}</Menu.Label>
          {conditions
            .filter((condition) => condition !== item.condition)
            .map((condition) => (
              <Menu.Item key={condition} onClick={() => ask({ what: "condition", word: condition })}>
                {t(`condition.${condition}`)}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <ReasonDialog
        opened={asking}
        title={t("items.status.title", { item: itemName(item), word })}
        text={
          change.what === "status"
            ? t(`items.status.text.${change.word}`)
            : t("items.status.conditionText", { word, status: statusWord(item.status) })
        }
        confirm={t("items.status.confirm", { word })}
        danger={change.what === "status" && final.includes(change.word)}
        onClose={() => setAsking(false)}
        onConfirm={({ reason }) =>
          api.inventory.setStatus({
            id: item.id,
            status: change.what === "status" ? change.word : "",
            condition: change.what === "condition" ? change.word : "",
            reason,
          })
        }
      />
    </>
  );
}
