import { Group, Stack, Text } from "@mantine/core";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { ToneName } from "../domain/states";

export interface NoticeProps {
  readonly tone: ToneName;
  readonly icon: LucideIcon;
  /** "alert" is read out at once by a screen reader, "status" when it has time. */
  readonly role: "alert" | "status";
  /** What is so. */
  readonly title: ReactNode;
  /** What to do. */
  readonly text?: string;
  /** The buttons that go on from here. */
  readonly children?: ReactNode;
  readonly large?: boolean;
}

/** Something that has to be known, with its mark on the left. */
export function Notice({ tone, icon: Icon, role, title, text, children, large }: NoticeProps) {
  return (
    <Group
      role={role}
      gap="sm"
      wrap="nowrap"
      align="flex-start"
      px="md"
      py="sm"
      style={{
        color: `var(--tone-${tone}-fg)`,
        background: `var(--tone-${tone}-bg)`,
        borderRadius: "var(--mantine-radius-md)",
        borderLeft: `4px solid var(--tone-${tone}-mark)`,
      }}
    >
      <Icon size={large ? 24 : 20} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      {/* Buttons that would squeeze the words go under them. */}
      <Group gap="sm" align="flex-start" flex={1} miw={0}>
        <Stack gap={2} flex="1 1 15rem" miw={0}>
          <Text fw={650} size={large ? "lg" : "sm"} inherit={false} className="figures">
            {title}
          </Text>
          {text ? <Text size="sm">{text}</Text> : null}
        </Stack>
        {children ? <Group gap="xs">{children}</Group> : null}
      </Group>
    </Group>
  );
}
