import { Button, type ButtonProps, Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useRegistry } from "./registry";
import { shortcutText } from "./shortcut";

/** The button of an action; nothing when the role may not do it. */
export function ActionButton({
  id,
  ...button
}: { readonly id: string; readonly tabIndex?: number } & ButtonProps) {
  const { t } = useTranslation();
  const { actions, run } = useRegistry();
  const action = actions.find((a) => a.id === id);
  if (!action) return null;
  const Icon = action.icon;
  return (
    <Button
      variant="default"
      leftSection={<Icon size={16} aria-hidden />}
      rightSection={action.shortcut ? <Kbd size="xs">{shortcutText(action.shortcut)}</Kbd> : undefined}
      disabled={action.enabled === false}
      onClick={() => run(id)}
      {...button}
    >
      {t(action.label)}
    </Button>
  );
}
