import { Kbd } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CornerDownLeft, Crosshair, Eraser, Inbox, Signature, Siren, Undo2, Zap } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "../../actions/action";
import { useActions, useRegistry } from "../../actions/registry";
import { shortcutText } from "../../actions/shortcut";
import { useNow } from "../../state/clock";
import { useApi, useDoors } from "../../state/doors";
import { useScans } from "../../state/scan";
import { useSession } from "../../state/session";
import { playSound } from "../../state/sounds";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { ScanField } from "../../ui/ScanField";
import { OpenDrafts, Recent } from "./Asides";
import { CheckedReceipt } from "./CheckedReceipt";
import { Chooser } from "./Chooser";
import { Confirmation } from "./Confirmation";
import classes from "./Counter.module.css";
import { Desk } from "./desk";
import { MissingDialog } from "./MissingDialog";
import { PersonCard } from "./PersonCard";
import { ReceiptCard } from "./ReceiptCard";
import { canUndo, ownToTake } from "./receipt";
import { SayUnder } from "./SayUnder";
import { SigningDialog } from "./SigningDialog";

const purposeKey = "armguard.counter.purpose";

function lastPurpose(): string {
  try {
    return localStorage.getItem(purposeKey) ?? "";
  } catch {
    return "";
  }
}

/** Scan, scan, Enter. */
export function Counter({ firstScan }: { readonly firstScan: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const { push } = useDoors();
  const { account } = useSession();
  const field = useRef<HTMLInputElement>(null);
  const purposes = useQuery({ queryKey: ["settings", "purposes"], queryFn: api.settings.purposes }).data;
  const purposeRef = useRef("");
  const [desk] = useState(
    () =>
      new Desk({
        api,
        username: account?.username ?? "",
        accepted: () => playSound("accepted"),
        refused: () => playSound("refused"),
        purpose: () => purposeRef.current,
      }),
  );
  const state = useSyncExternalStore(desk.subscribe, desk.get);
  const { receipt } = state;
  const now = useNow();
  const own = ownToTake(receipt);
  const undoable = state.issued !== null && canUndo(state.issued, account?.username ?? "", now);

  // A receipt starts with the purpose that was used last at this PC, else with the first.
  useEffect(() => {
    if (!purposes) return;
    const last = lastPurpose();
    const usable = purposes.filter((p) => !p.withdrawn);
    purposeRef.current = usable.some((p) => p.id === last) ? last : (usable[0]?.id ?? "");
    if (desk.get().receipt.purposeId === "") desk.setPurpose(purposeRef.current);
  }, [purposes, desk]);
  useEffect(() => {
    if (receipt.purposeId === "") return;
    purposeRef.current = receipt.purposeId;
    try {
      localStorage.setItem(purposeKey, receipt.purposeId);
    } catch {
      // Remembered until the window closes.
    }
  }, [receipt.purposeId]);

  useEffect(() => {
    void desk.restore();
    if (firstScan !== "") desk.scan(firstScan);
    return () => desk.leave();
  }, [desk, firstScan]);
  useEffect(() => push.on("items", () => desk.refresh()), [push, desk]);
  useEffect(() => push.on("stock", () => desk.refresh()), [push, desk]);
  useEffect(() => push.on("transactions", () => desk.issuedChanged()), [push, desk]);
  useEffect(() => push.on("drafts", () => desk.draftsChanged()), [push, desk]);

  const focus = useCallback(() => field.current?.focus(), []);
  useScans((code) => {
    desk.scan(code);
    focus();
  });
  // After each step the hand is on the scanner: the field takes the focus back, a field being typed in keeps it.
  const step = `${receipt.person?.id}|${receipt.lines.map((l) => l.item.id).join()}|${receipt.mode}|${state.done?.id}|${state.ask}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what it depends on
  useEffect(() => {
    if (state.ask === "none") focus();
  }, [step, focus]);

  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "counter.send",
        label: receipt.mode === "issue" ? "counter.action.issue" : "counter.action.return",
        icon: CornerDownLeft,
        group: "page",
        allowed: (can) => can("take") || can("return"),
        run: () => void desk.send(),
      },
      {
        id: "counter.clear",
        label: "counter.action.clear",
        icon: Eraser,
        shortcut: "Escape",
        group: "page",
        allowed: () => true,
        run: () => {
          // From a figure or the notes the first Esc only leads back to the field.
          const inField =
            document.activeElement === field.current || document.activeElement === document.body;
          if (inField) desk.clear();
          focus();
        },
      },
      {
        id: "counter.mode",
        label: receipt.mode === "issue" ? "counter.action.toReturn" : "counter.action.toIssue",
        icon: Undo2,
        shortcut: "F2",
        group: "page",
        allowed: (can) => can("return"),
        run: () => {
          desk.toggleMode();
          focus();
        },
      },
      {
        id: "counter.sign",
        label: "counter.action.sign",
        icon: Signature,
        shortcut: "F4",
        group: "page",
        allowed: (can) => can("draft"),
        run: () => desk.askSignature(),
      },
      {
        id: "counter.aside",
        label: "counter.action.aside",
        icon: Inbox,
        shortcut: "F8",
        group: "page",
        allowed: (can) => can("draft"),
        run: () => {
          desk.putAside();
          focus();
        },
      },
      {
        id: "counter.mass",
        label: "nav.mass",
        icon: Siren,
        shortcut: "F6",
        group: "page",
        allowed: (can) => can("take"),
        run: ({ navigate }) => void navigate("/mass"),
      },
      {
        id: "counter.own",
        label: "counter.action.own",
        icon: Crosshair,
        shortcut: "F7",
        group: "page",
        allowed: (can) => can("take"),
        enabled: own !== null,
        run: () => {
          if (own) desk.chooseItem(own);
          focus();
        },
      },
      {
        id: "counter.undo",
        label: "counter.undo",
        icon: Undo2,
        group: "page",
        allowed: (can) => can("return"),
        enabled: undoable,
        run: () => {
          void desk.undo();
          focus();
        },
      },
      {
        id: "counter.unchecked",
        label: "counter.unchecked",
        icon: Zap,
        group: "page",
        allowed: (can) => can("override"),
        enabled: receipt.mode === "issue" && receipt.lines.length > 0,
        run: () => desk.askUnchecked(),
      },
    ],
    [desk, focus, receipt.mode, receipt.lines.length, own, undoable],
  );
  useActions(actions);

  const site = useQuery({ queryKey: ["settings", "site"], queryFn: api.settings.site }).data;
  const expected =
    receipt.mode === "return"
      ? "counter.expect.return"
      : receipt.person === null
        ? receipt.lines.length === 0
          ? "counter.expect.first"
          : "counter.expect.person"
        : receipt.lines.length === 0
          ? "counter.expect.item"
          : "counter.expect.more";
  const { done } = state;
  const cutOff = state.ask === "cutOff";
  const why = cutOff || state.ask === "unqualified" || state.ask === "unasked" ? state.ask : "reason";
  const endDone = useCallback(() => done && desk.closeDone(done.id), [desk, done]);

  return (
    <div className={classes.counter}>
      {done ? (
        <Confirmation
          key={done.id}
          done={done}
          undoable={undoable && done.id === state.issued?.id}
          onEnd={endDone}
        />
      ) : null}
      <div className={classes.left}>
        <ScanField
          field={field}
          expected={t(expected)}
          placeholder={t("counter.placeholder")}
          onCode={(code) => desk.scan(code)}
          onEmptyEnter={() => void desk.send()}
        />
        <SayUnder desk={desk} state={state} />
        {state.checked ? <CheckedReceipt scan={state.checked} /> : null}
        {state.choose ? <Chooser scan={state.choose} desk={desk} /> : null}
        {receipt.person ? (
          <PersonCard
            person={receipt.person}
            ownFree={own !== null}
            role={t(receipt.mode === "issue" ? "counter.takes" : "counter.brings")}
            onRemove={() => desk.removePerson()}
          />
        ) : null}
        <div className={classes.bottom}>
          <Recent />
          <OpenDrafts desk={desk} state={state} />
        </div>
        <Keys />
      </div>
      <ReceiptCard desk={desk} state={state} toField={focus} />
      <SigningDialog opened={state.ask === "signature"} receipt={receipt} desk={desk} />
      <MissingDialog opened={state.ask === "missing"} receipt={receipt} desk={desk} />
      <ReasonDialog
        opened={state.ask === why}
        title={t(`counter.${why}.title`)}
        text={t(`counter.${why}.text`)}
        confirm={t(`counter.${why}.confirm`)}
        second={cutOff && site?.cutOff === "two-person"}
        onClose={() => desk.closeAsk()}
        onConfirm={(reason) => (why === "unasked" ? desk.sendUnchecked(reason) : desk.send(reason))}
      />
    </div>
  );
}

/** The keys of this page; each is also a button. */
function Keys() {
  const { t } = useTranslation();
  const { actions, run } = useRegistry();
  return (
    <div className={classes.keys}>
      {actions
        .filter((a) => a.shortcut && (a.group === "page" || a.id === "screen.help"))
        .map((a) => (
          <button key={a.id} type="button" onClick={() => run(a.id)}>
            <Kbd size="xs">{shortcutText(a.shortcut ?? "")}</Kbd>
            {t(a.label)}
          </button>
        ))}
    </div>
  );
}
