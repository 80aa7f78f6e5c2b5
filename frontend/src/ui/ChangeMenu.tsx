import { Button, Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ReasonDialog } from "./ReasonDialog";

/** A state a record can be put into. */
export interface Change {
  readonly word: string;
  /** What will happen, in a sentence. */
  readonly text: string;
  readonly danger?: boolean;
  readonly make: (reason: string) => Promise<unknown>;
}

export interface ChangeGroup {
  readonly label: string;
  readonly changes: readonly Change[];
}

/** Another state for a record, with the reason people will read later. */
export function ChangeMenu({
  label,
  groups,
  title,
}: {
  readonly label: string;
  readonly groups: readonly ChangeGroup[];
  /** Head of the dialog that asks why. */
  readonly title: (word: string) => string;
}) {
  const { t } = useTranslation();
  // The words stay while the dialog fades out.
  const [change, setChange] = useState<Change | null>(null);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
            {label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {groups.map((group, i) => (
            <div key={group.label}>
              {i > 0 ? <Menu.Divider /> : null}
              <Menu.Label>{group.label}</Menu.Label>
              {group.changes.map((c) => (
                <Menu.Item
                  key={c.word}
                  onClick={() => {
                    setChange(c);
                    setAsking(true);
                  }}
                >
                  {c.word}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      <ReasonDialog
        opened={asking}
        title={title(change?.word ?? "")}
        text={change?.text ?? ""}
        confirm={t("reason.change", { word: change?.word ?? "" })}
        danger={change?.danger}
        onClose={() => setAsking(false)}
        onConfirm={async ({ reason }) => change?.make(reason)}
      />
    </>
  );
}
