import type { BackendError } from "../../backend/errors";
import type * as T from "../../backend/types.gen";
import { type DraftState, noDraft } from "./draftKeeper";
import { emptyReceipt, type Receipt } from "./receipt";

/** What stands under the field. */
export type Say =
  /** `item`: the scanned item it is about, when one may still go on with it. */
  | {
      readonly kind: "key";
      readonly key: string;
      readonly params: Readonly<Record<string, string>>;
      readonly item: T.ItemRow | null;
    }
  | {
      readonly kind: "error";
      readonly error: BackendError;
      readonly item: T.ItemRow | null;
      /** Does once more what failed. */
      readonly again: (() => void) | null;
    };

export interface DeskState {
  readonly receipt: Receipt;
  readonly say: Say | null;
  /** A code that fits several people or items. */
  readonly choose: T.Scan | null;
  /** A receipt that was scanned, compared with the ledger. */
  readonly checked: T.Scan | null;
  /** A dialog that is open: what has to be answered before it is sent, or the signature. */
  readonly ask: "none" | "unasked" | "reason" | "cutOff" | "unqualified" | "missing" | "signature";
  readonly sending: boolean;
  /** The last finished one, until the next scan or 3 s. */
  readonly done: T.Transaction | null;
  /** The last one issued here, while it can be undone. */
  readonly issued: T.Transaction | null;
  readonly draft: DraftState;
  /** Command of the receipt finished last: its draft may still be in a list that was read before. */
  readonly finished: string;
  /** Refusal of the whole receipt, seen before it is sent. */
  readonly refusal: T.Error | null;
  readonly due: string;
  /** Stock that fits one of the lines. */
  readonly offers: readonly T.StockRow[];
}

/** A free counter. */
export function freeDesk(purpose: string): DeskState {
  return {
    receipt: emptyReceipt(purpose),
    say: null,
    choose: null,
    checked: null,
    ask: "none",
    sending: false,
    done: null,
    issued: null,
    draft: noDraft,
    finished: "",
    refusal: null,
    due: "",
    offers: [],
  };
}
