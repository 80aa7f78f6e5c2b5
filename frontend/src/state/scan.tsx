import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";
import { ScanRecogniser } from "../domain/scanner";

// Listens to every key of the window for a hand-held reader. A scan reaches the page that wants it; whatever
// field had the focus gets back the text it had before.

type ScanHandler = (code: string) => void;

interface ScanBoard {
  readonly take: (handler: ScanHandler) => () => void;
}

const ScanContext = createContext<ScanBoard | null>(null);

type TextField = HTMLInputElement | HTMLTextAreaElement;

function textField(element: Element | null): TextField | null {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element : null;
}

/** Sets a field's text so that React hears of it: through the element's own setter and an input event. */
function setText(field: TextField, value: string): void {
  const prototype =
    field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Attaches the reader to a window; returns what detaches it. */
export function listenForScans(
  target: Window,
  onScan: ScanHandler,
  time: (event: KeyboardEvent) => number = (event) => event.timeStamp,
): () => void {
  const recogniser = new ScanRecogniser();
  let field: TextField | null = null;
  let before = "";
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const verdict = recogniser.feed({
      key: event.key,
      time: time(event),
      modified: event.ctrlKey || event.altKey || event.metaKey,
    });
    switch (verdict.kind) {
      case "start":
        // Key down comes before the character lands: this is the text to go back to.
        field = textField(document.activeElement);
        before = field?.value ?? "";
        return;
      case "scan":
        event.preventDefault();
        event.stopImmediatePropagation();
        if (field?.isConnected && field.value !== before) setText(field, before);
        field = null;
        onScan(verdict.code);
        return;
      case "none":
      case "burst":
        return;
      default:
        verdict satisfies never;
    }
  };
  target.addEventListener("keydown", onKey, { capture: true });
  return () => target.removeEventListener("keydown", onKey, { capture: true });
}

export function ScanProvider({
  fallback,
  active,
  children,
}: {
  /** Gets the scan when no page asked for scans. */
  readonly fallback: ScanHandler;
  /** False while the screen is locked: a scan is swallowed. */
  readonly active: boolean;
  readonly children: ReactNode;
}) {
  const handlers = useRef<ScanHandler[]>([]);
  const latest = useRef({ fallback, active });
  latest.current = { fallback, active };

  useEffect(
    () =>
      listenForScans(window, (code) => {
        if (!latest.current.active) return;
        const handler = handlers.current[handlers.current.length - 1] ?? latest.current.fallback;
        handler(code);
      }),
    [],
  );

  const board = useMemo<ScanBoard>(
    () => ({
      take: (handler) => {
        handlers.current.push(handler);
        return () => {
          handlers.current = handlers.current.filter((h) => h !== handler);
        };
      },
    }),
    [],
  );
  return <ScanContext.Provider value={board}>{children}</ScanContext.Provider>;
}

/** Gives this page the scans while it is shown. */
export function useScans(handler: ScanHandler): void {
  const board = useContext(ScanContext);
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => board?.take((code) => latest.current(code)), [board]);
}
