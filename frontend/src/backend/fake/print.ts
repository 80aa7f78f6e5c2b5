import type * as T from "../types.gen";
import { type FakeStore, refuse } from "./store";

/** A one-page PDF with a line on it, small enough to be written by hand (ISO 32000-1). */
function tinyPdf(line: string): string {
  const text = `BT /F1 18 Tf 40 760 Td (${line.replace(/[()\\]/g, " ").replace(/[^ -~]/g, "?")}) Tj ET`;
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj${object}endobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 6\n0000000000 65535 f \n${places.join("")}`;
  return `${body}${table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF`;
}

/** The printing of the fake: real PDF files that say what they would be. */
export class FakePrint {
  settings: T.PrinterSettings = {
    paper: "A4",
    sheets: { right: 0, down: 0 },
    cards: { right: 0, down: 0 },
    tags: { right: 0, down: 0 },
  };
  private readonly store: FakeStore;

  constructor(store: FakeStore) {
    this.store = store;
  }

  file(name: string): T.File {
    this.store.need("read");
    return { name: `${name}.pdf`, mime: "application/pdf", base64: btoa(tinyPdf(name)) };
  }

  receipt(id: string, how: T.ReceiptPrint): T.File {
    const receipt = this.store.transactions.find((t) => t.id === id);
    if (!receipt) throw refuse("NOT_FOUND", "There is no such transaction.", "Read the list again.");
    return this.file(`Receipt ${receipt.receiptNo}${how.copy || receipt.printed ? " COPY" : ""}`);
  }

  list(name: string, ids: readonly string[]): T.File {
    if (ids.length === 0) throw refuse("INVALID", "There are no rows to print.", "Choose what to print.");
    return this.file(`${name} (${ids.length})`);
  }

  save(set: T.PrinterSettings): T.PrinterSettings {
    const most = { sheets: 50, cards: 15, tags: 15 };
    for (const printer of ["sheets", "cards", "tags"] as const) {
      const { right, down } = set[printer];
      if (Math.max(Math.abs(right), Math.abs(down)) > most[printer]) {
        throw refuse("INVALID", "A printer's offset is too large.", "Correct the printer's offsets.");
      }
    }
    this.settings = set;
    return set;
  }
}
