import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Record.module.css";

/** The inside of a record: its state and what can be done with it, then two columns, or one where there is little room. */
export function Record({
  picture,
  state,
  actions,
  left,
  right,
}: {
  /** A photo beside the state, when there is one. */
  readonly picture?: ReactNode;
  readonly state: ReactNode;
  readonly actions?: ReactNode;
  readonly left: ReactNode;
  readonly right: ReactNode;
}) {
  return (
    <div className={classes.record}>
      <Group mb="md" wrap="nowrap" align="flex-start">
        {picture}
        <Group justify="space-between" gap="sm" flex={1}>
          <Group gap="xs">{state}</Group>
          <Group gap="xs">{actions}</Group>
        </Group>
      </Group>
      <div className={classes.columns}>
        <div className={classes.side}>{left}</div>
        <div className={classes.side}>{right}</div>
      </div>
    </div>
  );
}

/** A part of a record under its title. */
export function RecordSection({
  title,
  aside,
  children,
}: {
  readonly title: string;
  /** At the right of the title: a figure, a link. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <div className={classes.sectionHead}>
        <h3 className={classes.heading}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** The answer a record is opened for, on a ground that says how it stands. */
export function Toned({
  tone,
  children,
}: {
  readonly tone: "plain" | "amber" | "red" | "contested";
  readonly children: ReactNode;
}) {
  return (
    <div className={classes.toned} data-tone={tone}>
      {children}
    </div>
  );
}

/** Labels and values, one a line. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

/** One of the facts; nothing when there is no value. */
export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  if (children === "" || children === null || children === undefined) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
