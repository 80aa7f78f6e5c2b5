import { Center, Stack, Text, ThemeIcon } from "@mantine/core";
import { Inbox, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface EmptyStateProps {
  readonly icon?: LucideIcon;
  /** Colour of the icon: grey where there is nothing, teal where something is done. */
  readonly tone?: "gray" | "teal";
  readonly title: string;
  /** What to do about it. */
  readonly hint?: string;
  /** A button that does it. */
  readonly children?: ReactNode;
}

export function EmptyState({ icon: Icon = Inbox, tone = "gray", title, hint, children }: EmptyStateProps) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="xs" maw={420}>
        <ThemeIcon variant="light" color={tone} size={48} radius="xl" aria-hidden>
          <Icon size={24} />
        </ThemeIcon>
        <Text fw={600} ta="center">
          {title}
        </Text>
        {hint ? (
          <Text size="sm" c="dimmed" ta="center">
            {hint}
          </Text>
        ) : null}
        {children}
      </Stack>
    </Center>
  );
}
