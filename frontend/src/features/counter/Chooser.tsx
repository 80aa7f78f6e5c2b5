import { Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Scan } from "../../backend/types.gen";
import { Mono } from "../../ui/Mono";
import { StateChip } from "../../ui/StateChip";
import classes from "./Counter.module.css";
import type { Desk } from "./desk";

/** A code or name that fits several: which one? Arrow keys and Enter, or a click. */
export function Chooser({ scan, desk }: { readonly scan: Scan; readonly desk: Desk }) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each scan starts at its first answer
  useEffect(() => list.current?.querySelector("button")?.focus(), [scan]);
  const move = (step: number) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
  };
  return (
    <section aria-label={t("counter.which", { code: scan.code })}>
      <Text fw={650} mb={8}>
        {t("counter.which", { code: scan.code })}
      </Text>
      <ul
        ref={list}
        className={classes.choices}
        onKeyDown={(e) => {
          if (e.key === "ArrowDown") move(1);
          if (e.key === "ArrowUp") move(-1);
        }}
      >
        {scan.people.map((p) => (
          <li key={p.id}>
            <button type="button" className={classes.choice} onClick={() => desk.choosePerson(p.id)}>
              <b className={classes.grow}>{p.name}</b>
              <Mono dimmed>{p.label}</Mono>
              <StateChip kind="person" state={p.status} />
            </button>
          </li>
        ))}
        {scan.items.map((i) => (
          <li key={i.id}>
            <button type="button" className={classes.choice} onClick={() => desk.chooseItem(i)}>
              <b className={classes.grow}>
                {i.model} {i.number}
              </b>
              <Mono dimmed>{i.serial}</Mono>
              <StateChip kind="item" state={i.status} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
