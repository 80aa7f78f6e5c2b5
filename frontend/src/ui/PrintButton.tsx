import { Button, type ButtonProps, Menu } from "@mantine/core";
import { ChevronDown, Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Printing } from "../domain/printing";
import { useCan } from "../state/session";
import { PrintDialog } from "./PrintDialog";

export interface PrintChoice {
  /** Word on the button or in the menu; the title of the dialog. */
  readonly label: string;
  readonly printing: Printing;
}

/** Opens the dialog that prints: of several choices, after a menu. Nothing for a role that may not read. */
export function PrintButton({
  choices,
  onOpened,
  ...button
}: {
  readonly choices: readonly [PrintChoice, ...PrintChoice[]];
  /** Told that the dialog opens or closes. */
  readonly onOpened?: (opened: boolean) => void;
  readonly size?: ButtonProps["size"];
  readonly tabIndex?: number;
}) {
  const { t } = useTranslation();
  const can = useCan();
  const [first, ...others] = choices;
  const [chosen, setChosen] = useState(0);
  const [opened, setOpened] = useState(false);
  if (!can("read")) return null;
  const open = (at: number) => {
    setChosen(at);
    setOpened(true);
    onOpened?.(true);
  };
  const look = { variant: "default", leftSection: <Printer size={15} aria-hidden />, ...button };
  const choice = choices[chosen] ?? first;
  return (
    <>
      {others.length === 0 ? (
        <Button {...look} onClick={() => open(0)}>
          {first.label}
        </Button>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button {...look} rightSection={<ChevronDown size={14} aria-hidden />}>
              {t("print.print")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {choices.map((c, i) => (
              <Menu.Item key={c.label} onClick={() => open(i)}>
                {c.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <PrintDialog
        title={choice.label}
        printing={choice.printing}
        opened={opened}
        onClose={() => {
          setOpened(false);
          onOpened?.(false);
        }}
      />
    </>
  );
}
