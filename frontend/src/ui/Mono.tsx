import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Ids, serial numbers and receipt numbers. */
export function Mono({
  children,
  dimmed,
  size = "sm",
}: {
  readonly children: ReactNode;
  readonly dimmed?: boolean;
  readonly size?: string;
}) {
  return (
    <Text
      component="span"
      ff="monospace"
      size={size}
      c={dimmed ? "dimmed" : undefined}
      style={{ whiteSpace: "nowrap" }}
    >
      {children}
    </Text>
  );
}
