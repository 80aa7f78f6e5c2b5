import { describe, expect, it } from "vitest";
import type { ItemRow, PersonRecord } from "../../backend/types.gen";
import { changed, emptyReceipt, newLine, type Receipt } from "./receipt";

const person = (id: string) => ({ id }) as PersonRecord;
const item = (id: string) => ({ id, condition: "Good" }) as ItemRow;

const signed: Receipt = {
  ...emptyReceipt("duty"),
  person: person("cruz"),
  lines: [newLine(item("one"), "issue")],
  signature: "ab",
};

describe("a signature", () => {
  it("stays while it is for the same", () => {
    expect(changed(signed, { ...signed, notes: "gate", purposeId: "vigil" }).signature).toBe("ab");
  });
  const line = signed.lines[0];
  if (!line) throw new Error("no line");
  const others: Record<string, Partial<Receipt>> = {
    "another person": { person: person("reyes") },
    nobody: { person: null },
    "one item more": { lines: [line, newLine(item("two"), "issue")] },
    "no item": { lines: [] },
    "other figures": { lines: [{ ...line, rounds: 30 }] },
    "another type of receipt": { receiptType: "PAR" },
  };
  for (const [what, change] of Object.entries(others)) {
    it(`is not for ${what}`, () => {
      expect(changed(signed, { ...signed, ...change }).signature).toBe("");
    });
  }
});
