// The columns a spreadsheet may have, as app/exchange reads them; the service decides, this only tells people before.
// A test of the station compares both.

export type ImportKind = "people" | "items";

export interface Column {
  readonly name: string;
  readonly required: boolean;
  /** Other heads that are understood. */
  readonly also: readonly string[];
  readonly example: string;
}

export const columnsOf: Record<ImportKind, readonly Column[]> = {
  people: [
    { name: "serial", required: true, also: ["serial number", "AFSN"], example: "88231" },
    { name: "rank", required: true, also: [], example: "SGT" },
    { name: "last_name", required: true, also: ["surname"], example: "Dela Cruz" },
    { name: "first_name", required: true, also: ["given name"], example: "Juan" },
    { name: "middle_initial", required: false, also: ["MI", "middle name"], example: "M" },
    { name: "group", required: false, also: ["unit", "squadron"], example: "951st" },
    { name: "phone", required: false, also: ["contact", "mobile"], example: "0917 555 1000" },
    { name: "status", required: false, also: [], example: "Active" },
    { name: "code", required: false, also: ["badge"], example: "" },
    { name: "qual_rifle", required: false, also: ["rifle qualified until"], example: "2027-06-30" },
    { name: "qual_pistol", required: false, also: ["pistol qualified until"], example: "" },
    { name: "qual_other", required: false, also: ["other qualified until"], example: "" },
    { name: "assigned", required: false, also: ["assigned weapon"], example: "" },
  ],
  items: [
    { name: "model", required: true, also: ["type", "model code"], example: "M4 Carbine 5.56" },
    { name: "serial", required: true, also: ["serial number", "S/N"], example: "W123456" },
    { name: "number", required: false, also: ["rack no"], example: "0231" },
    { name: "condition", required: false, also: [], example: "Good" },
    { name: "status", required: false, also: [], example: "Available" },
    { name: "description", required: false, also: ["remarks", "notes"], example: "" },
    { name: "code", required: false, also: ["factory code", "barcode"], example: "" },
  ],
};

/** A file to start from: the heads and one row, as CSV in base64. */
export function exampleFile(what: ImportKind): string {
  const columns = columnsOf[what];
  const rows = [columns.map((c) => c.name), columns.map((c) => c.example)];
  return btoa(`${rows.map((r) => r.join(",")).join("\r\n")}\r\n`);
}
