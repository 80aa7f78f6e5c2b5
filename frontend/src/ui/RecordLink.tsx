import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

/** A way from one record to another, in the colour of the text around it. */
export function RecordLink({
  to,
  strong,
  children,
}: {
  readonly to: string;
  readonly strong?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Anchor
      component={Link}
      to={to}
      inherit
      c="var(--text)"
      fw={strong ? 650 : undefined}
      underline="always"
      style={{ textDecorationColor: "var(--line-strong)", textUnderlineOffset: 3 }}
    >
      {children}
    </Anchor>
  );
}
