import type * as T from "../../backend/types.gen";
import type { Line, Receipt } from "./receipt";
import { issued, returned } from "./stock";

// A receipt as the station is asked to record it.

/** What became of what did not come back, by the item's id: "discrepancy" or "expended". */
export type Became = Readonly<Record<string, string>>;

/** Who asks for it, and as which command. */
type Act = "commandId" | "draftId" | "personId";

export const asked = (l: Line): T.IssueLine => ({
  itemId: l.item.id,
  magazines: l.magazines,
  rounds: l.rounds,
});

export function issueOf(receipt: Receipt): Omit<T.IssueRequest, Act | "override"> {
  return {
    lines: receipt.lines.map(asked),
    stock: issued(receipt),
    purposeId: receipt.purposeId,
    purposeText: receipt.purposeText,
    receiptType: receipt.receiptType,
    notes: receipt.notes,
    signature: receipt.signature,
  };
}

export function returnOf(receipt: Receipt, became: Became): Omit<T.ReturnRequest, Act> {
  return {
    // Each line says its own.
    missing: "",
    magazines: null,
    rounds: null,
    stock: returned(receipt),
    lines: receipt.lines.map((l) => ({
      itemId: l.item.id,
      condition: l.condition,
      magazines: l.magazines,
      rounds: l.rounds,
      missing: became[l.item.id] ?? "",
    })),
    notes: receipt.notes,
    signature: receipt.signature,
  };
}
