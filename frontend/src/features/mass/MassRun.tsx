import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "../../actions/action";
import { useActions } from "../../actions/registry";
import { toBackendError } from "../../backend/errors";
import type { MassFigures } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { useScans } from "../../state/scan";
import { useCan } from "../../state/session";
import { playSound } from "../../state/sounds";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { Refusal } from "../../ui/Refusal";
import { ScanField } from "../../ui/ScanField";
import { Shown } from "../../ui/Waiting";
import { MassDesk, type MassState, type Say } from "./desk";
import classes from "./Mass.module.css";
import { Running } from "./Running";

/** How often the figures are read again while nothing is pushed, in ms: those of the last minute grow old by themselves. */
const figuresMs = 10_000;

/** Scan a person, scan an item, next. No other input. */
export function MassRun({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const figures = useQuery({
    queryKey: ["mass", "figures", id],
    queryFn: () => api.mass.figures(id),
    meta: { topics: ["items"] },
    refetchInterval: figuresMs,
  });
  return (
    <div className={classes.run}>
      {can("take") ? (
        <Desk id={id} />
      ) : (
        <div className={classes.left}>
          <div className={classes.now}>
            <div className={classes.under}>{t("mass.readOnly")}</div>
          </div>
        </div>
      )}
      <Shown query={figures} lines={8}>
        {(data: MassFigures) => <Running figures={data} />}
      </Shown>
    </div>
  );
}

function Desk({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const [desk] = useState(
    () =>
      new MassDesk({
        api,
        massId: id,
        accepted: () => playSound("accepted"),
        refused: () => playSound("refused"),
      }),
  );
  const state = useSyncExternalStore(desk.subscribe, desk.get);
  const [asking, setAsking] = useState(false);
  const site = useQuery({ queryKey: ["settings", "site"], queryFn: api.settings.site }).data;
  const code = state.say?.kind === "error" ? state.say.error.code : "";
  const two = code === "CUT_OFF" && site?.cutOff === "two-person";
  const why =
    code === "CUT_OFF"
      ? `mass.${two ? "cutOffTwo" : "cutOff"}`
      : `counter.${code === "UNQUALIFIED" ? "unqualified" : "reason"}`;
  const field = useRef<HTMLInputElement>(null);
  const focus = useCallback(() => field.current?.focus(), []);
  useScans((code) => {
    void desk.scan(code);
    focus();
  });
  useEffect(() => focus(), [focus]);

  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "mass.undo",
        label: "mass.undo",
        icon: Undo2,
        shortcut: "Escape",
        group: "page",
        allowed: () => true,
        run: () => {
          void desk.undo();
          focus();
        },
      },
    ],
    [desk, focus],
  );
  useActions(actions);

  return (
    <div className={classes.left}>
      <ScanField
        field={field}
        loud
        expected={t(state.person ? "mass.expect.item" : "mass.expect.person")}
        placeholder={t("mass.placeholder")}
        onCode={(code) => void desk.scan(code)}
      />
      <SayLarge say={state.say}>
        {state.waiting ? (
          <Button variant="default" size="sm" onClick={() => setAsking(true)}>
            {t("mass.withReason")}
          </Button>
        ) : null}
      </SayLarge>
      <Now state={state} onUndo={() => void desk.undo()} />
      <MissedList state={state} />
      <ReasonDialog
        opened={asking}
        title={t(`${why}.title`)}
        text={t(`${why}.text`)}
        confirm={t(`${why}.confirm`)}
        second={two}
        onClose={() => {
          setAsking(false);
          focus();
        }}
        onConfirm={(reason) => desk.withReason(reason)}
      />
    </div>
  );
}

/** A refusal as large as what is expected next. */
function SayLarge({ say, children }: { readonly say: Say | null; readonly children: React.ReactNode }) {
  const { t } = useTranslation();
  if (!say) return null;
  const error =
    say.kind === "error"
      ? say.error
      : toBackendError({
          code: "INVALID",
          message: t(say.key, say.params),
          fix: t(`${say.key}Fix`, { ...say.params, defaultValue: "" }),
        });
  return (
    <Refusal error={error} large>
      {children}
    </Refusal>
  );
}

/** Who gets the next item, or who got the last. */
function Now({ state, onUndo }: { readonly state: MassState; readonly onUndo: () => void }) {
  const { t } = useTranslation();
  const { person, done, issuing } = state;
  if (person) {
    const held = person.held.map((i) => `${i.model} ${i.number || i.serial}`.trim()).join(", ");
    return (
      <section className={classes.now} data-state="person" aria-label={person.name} aria-live="polite">
        <div className={classes.name}>{person.name}</div>
        <div className={classes.under}>
          {person.label} · {person.group}
        </div>
        <div className={held ? classes.under : classes.dimmed}>
          {held ? t("mass.holds", { items: held }) : t("mass.holdsNothing")}
        </div>
        <div>
          <Button
            mt="xs"
            variant="default"
            size="compact-md"
            leftSection={<Undo2 size={16} aria-hidden />}
            onClick={onUndo}
            loading={issuing}
          >
            {t("mass.undoKey")}
          </Button>
        </div>
      </section>
    );
  }
  if (done) {
    const line = done.lines[0];
    return (
      <section className={classes.now} data-state="done" role="status">
        <div className={classes.under}>{done.person}</div>
        <div className={classes.name}>
          {line ? `${line.model} ${line.number || line.serial}` : done.receiptNo}
        </div>
        <div className={classes.under}>
          {t("mass.doneFigures", {
            magazines: done.magazines,
            rounds: done.rounds,
            receipt: done.receiptNo,
          })}
        </div>
      </section>
    );
  }
  return (
    <section className={classes.now}>
      <div className={classes.under}>{t("mass.how")}</div>
      <div className={classes.dimmed}>{t("mass.howMore")}</div>
    </section>
  );
}

/** Who went without: scans follow each other too fast to read every refusal. */
function MissedList({ state }: { readonly state: MassState }) {
  const { t } = useTranslation();
  if (state.missed.length === 0) return null;
  return (
    <section className={classes.block} aria-label={t("mass.missed")}>
      <h2>{t("mass.missed")}</h2>
      <ul className={classes.missed}>
        {state.missed.map(({ n, who, say }) => {
          const words = say.kind === "error" ? say.error.message : t(say.key, say.params);
          return (
            <li key={n}>
              <b>{who || t("mass.nobody")}</b>
              <span title={words}>{words}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
