import { useCallback, useRef, useState } from "react";
import { type BackendError, toBackendError } from "../../backend/errors";
import type { CountScanned, ItemRow } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { playSound } from "../../state/sounds";

/** The answer to the last scan, where the eyes are. */
export type Said =
  | { readonly kind: "scanned"; readonly n: number; readonly scanned: CountScanned }
  | {
      readonly kind: "several";
      readonly n: number;
      readonly code: string;
      readonly items: readonly ItemRow[];
    }
  | { readonly kind: "refused"; readonly n: number; readonly error: BackendError };

export interface Scanning {
  readonly said: Said | null;
  readonly scan: (text: string) => void;
  /** Goes with the next scan only. */
  readonly condition: string;
  readonly setCondition: (condition: string) => void;
}

/** Scans into a count. Each goes out at once; an answer that comes after a later one's does not take its place. */
export function useScanning(id: string): Scanning {
  const api = useApi();
  const [said, setSaid] = useState<Said | null>(null);
  const [condition, setCondition] = useState("");
  const sent = useRef(0);
  const shown = useRef(0);
  const seen = useRef("");
  seen.current = condition;

  const scan = useCallback(
    (text: string) => {
      sent.current += 1;
      const n = sent.current;
      const say = (next: Said) => {
        if (n < shown.current) return;
        shown.current = n;
        setSaid(next);
      };
      const ask = { id, text, condition: seen.current };
      setCondition("");
      // Nothing was recorded: what was chosen still stands, unless the next scan is on its way or has its own.
      const giveBack = () => {
        if (n === sent.current) setCondition((now) => now || ask.condition);
      };
      api.counts.scan(ask).then(
        (scanned) => {
          const fine = scanned.outcome === "found" || scanned.outcome === "already";
          playSound(fine ? "accepted" : "refused");
          if (scanned.outcome === "several") giveBack();
          say(
            scanned.outcome === "several"
              ? { kind: "several", n, code: text, items: scanned.items }
              : { kind: "scanned", n, scanned },
          );
        },
        (e: unknown) => {
          playSound("refused");
          giveBack();
          say({ kind: "refused", n, error: toBackendError(e) });
        },
      );
    },
    [api, id],
  );
  return { said, scan, condition, setCondition };
}
