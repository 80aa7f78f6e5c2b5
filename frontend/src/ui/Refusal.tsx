import { Group, Stack, Text } from "@mantine/core";
import { Ban, Clock, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { errorRow, type Tone } from "../backend/errors";
import type { ToneName } from "../domain/states";

const looks: Record<Tone, { readonly tone: ToneName; readonly icon: typeof Ban }> = {
  refused: { tone: "red", icon: Ban },
  warning: { tone: "amber", icon: TriangleAlert },
  stop: { tone: "red", icon: OctagonAlert },
  wait: { tone: "blue", icon: Clock },
};

export interface RefusalProps {
  readonly error: { readonly code: string; readonly message: string; readonly fix: string };
  /** The button that goes on from here. */
  readonly children?: ReactNode;
  readonly large?: boolean;
}

/** A refusal in words, where the eyes are; read out at once by a screen reader. */
export function Refusal({ error, children, large }: RefusalProps) {
  const look = looks[errorRow(error.code).tone];
  const Icon = look.icon;
  return (
    <Group
      role="alert"
      gap="sm"
      wrap="nowrap"
      align="flex-start"
      px="md"
      py="sm"
      style={{
        color: `var(--tone-${look.tone}-fg)`,
        background: `var(--tone-${look.tone}-bg)`,
        borderRadius: "var(--mantine-radius-md)",
        borderLeft: `4px solid var(--tone-${look.tone}-mark)`,
      }}
    >
      <Icon size={large ? 24 : 20} aria-hidden style={{ flex: "none", marginTop: 2 }} />
      <Stack gap={2} style={{ flex: 1, minWidth: 0 }}>
        <Text fw={650} size={large ? "lg" : "sm"} inherit={false}>
          {error.message}
        </Text>
        {error.fix ? <Text size="sm">{error.fix}</Text> : null}
      </Stack>
      {children}
    </Group>
  );
}
