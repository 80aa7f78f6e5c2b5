import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { HelpButton } from "./HelpButton";

export interface PageHeadProps {
  readonly title: string;
  /** One line under the title. */
  readonly lead?: ReactNode;
  /** Buttons on the right, the primary one last. */
  readonly children?: ReactNode;
}

export function PageHead({ title, lead, children }: PageHeadProps) {
  useEffect(() => {
    document.title = `${title} · ArmGuard`;
  }, [title]);
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap" gap="lg" mb="md">
      <div style={{ minWidth: 0 }}>
        <Title order={1} fz="1.375rem" lh={1.3}>
          {title}
        </Title>
        {lead ? (
          <Text size="sm" c="dimmed" mt={2} maw="75ch">
            {lead}
          </Text>
        ) : null}
      </div>
      <Group gap="sm" wrap="nowrap" flex="none">
        {children}
        <HelpButton />
      </Group>
    </Group>
  );
}
