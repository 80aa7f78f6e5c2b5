import { Select } from "@mantine/core";
import { useCallback, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CountLine, ItemRow } from "../../backend/types.gen";
import { itemName } from "../../domain/names";
import { stateSpec } from "../../domain/states";
import { useScans } from "../../state/scan";
import { stateIcons } from "../../ui/icons";
import { Mono } from "../../ui/Mono";
import { Refusal } from "../../ui/Refusal";
import { RelativeTime } from "../../ui/RelativeTime";
import { ScanField } from "../../ui/ScanField";
import { StateChip } from "../../ui/StateChip";
import { remarks } from "./CountLines";
import { Actor } from "./CountList";
import classes from "./Counts.module.css";
import { type Said, useScanning } from "./useScanning";

/** The scan field, what the last scan came to, and the scans before it. `paused`: a dialog has the keyboard. */
export function Scanner({
  id,
  recent,
  paused,
}: {
  readonly id: string;
  readonly recent: readonly CountLine[];
  readonly paused: boolean;
}) {
  const { t } = useTranslation();
  const scanning = useScanning(id);
  const { scan } = scanning;
  const field = useRef<HTMLInputElement>(null);
  const focus = useCallback(() => field.current?.focus(), []);
  useScans((code) => {
    if (paused) return;
    scan(code);
    focus();
  });
  useEffect(() => {
    if (!paused) focus();
  }, [paused, focus]);
  return (
    <div className={classes.scanner}>
      <ScanField
        field={field}
        expected={t("counts.scanItem")}
        placeholder={t("counts.scanPlaceholder")}
        onCode={scan}
      >
        <Select
          aria-label={t("counts.condition")}
          className={classes.condition}
          value={scanning.condition}
          onChange={(value) => {
            scanning.setCondition(value ?? "");
            focus();
          }}
          allowDeselect={false}
          data={[
            { value: "", label: t("counts.conditionNone") },
            ...["Good", "Fair", "Poor", "Damaged"].map((value) => ({
              value,
              label: t(`condition.${value}`),
            })),
          ]}
        />
      </ScanField>
      <div className={classes.answer} aria-live="polite">
        {scanning.said ? (
          <Answer
            key={scanning.said.n}
            said={scanning.said}
            onChoose={(item) => {
              scan(item.id);
              focus();
            }}
          />
        ) : (
          <p className={classes.ghost}>{t("counts.scanHint")}</p>
        )}
      </div>
      <Recent recent={recent} />
    </div>
  );
}

function Answer({ said, onChoose }: { readonly said: Said; readonly onChoose: (item: ItemRow) => void }) {
  const { t } = useTranslation();
  switch (said.kind) {
    case "refused":
      return <Refusal error={said.error} large />;
    case "several":
      return <Which code={said.code} items={said.items} onChoose={onChoose} />;
    case "scanned": {
      const { line, outcome } = said.scanned;
      const look = stateSpec("verdict", outcome);
      const Icon = stateIcons[look.icon];
      return (
        <div
          className={classes.said}
          style={{
            color: `var(--tone-${look.tone}-fg)`,
            background: `var(--tone-${look.tone}-bg)`,
            borderColor: `var(--tone-${look.tone}-mark)`,
          }}
        >
          <Icon size={36} aria-hidden />
          <div>
            <span className={classes.saidWord}>{t(look.word)}</span>
            <span className={classes.saidName}>{line?.item ? itemName(line.item) : line?.code}</span>
            <span className={classes.saidMore}>
              {line?.item ? <span>{t("counts.serial", { serial: line.item.serial })}</span> : null}
              {line && outcome === "already" ? (
                <span>
                  <Actor by={line.scanned} />
                </span>
              ) : null}
              {line && remarks(t, line).length > 0 ? <b>{remarks(t, line).join(" · ")}</b> : null}
              {outcome === "unknown" ? <span>{t("counts.unknownHint")}</span> : null}
            </span>
          </div>
        </div>
      );
    }
    default:
      return said satisfies never;
  }
}

/** A code that several items have: the arrow keys and Enter, or a click. */
function Which({
  code,
  items,
  onChoose,
}: {
  readonly code: string;
  readonly items: readonly ItemRow[];
  readonly onChoose: (item: ItemRow) => void;
}) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  const move = (step: number) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
  };
  return (
    <section aria-label={t("counter.which", { code })}>
      <h2 className={classes.small}>{t("counter.which", { code })}</h2>
      <ul
        ref={list}
        className={classes.choices}
        onKeyDown={(e) => {
          if (e.key === "ArrowDown") move(1);
          if (e.key === "ArrowUp") move(-1);
        }}
      >
        {items.map((i) => (
          <li key={i.id}>
            <button type="button" onClick={() => onChoose(i)}>
              <b>{itemName(i)}</b>
              <Mono dimmed>{i.label}</Mono>
              <StateChip kind="item" state={i.status} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The last scans, of all stations. */
export function Recent({ recent }: { readonly recent: readonly CountLine[] }) {
  const { t } = useTranslation();
  if (recent.length === 0) return null;
  return (
    <section className={classes.recent} aria-label={t("counts.last")}>
      <h2 className={classes.small}>{t("counts.last")}</h2>
      <ul>
        {recent.map((line) => (
          <li key={line.key}>
            <StateChip kind="verdict" state={line.verdict} />
            <span className={classes.two}>
              <b>{line.item ? itemName(line.item) : line.code}</b>
              <small>
                {line.scanned.name} · {line.scanned.station}
              </small>
            </span>
            <RelativeTime time={line.scanned.time} size="xs" c="dimmed" />
          </li>
        ))}
      </ul>
    </section>
  );
}
