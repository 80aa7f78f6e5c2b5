import type { Api } from "../backend/api";
import type { File, ListQuery, ReportQuery } from "../backend/types.gen";

/** Which of this PC's printers it goes to; each has its own offsets. */
export type Printer = "sheets" | "cards" | "tags";

/** The most a printer's offset may be, in tenths of a millimetre. */
export const mostOffset: Readonly<Record<Printer, number>> = { sheets: 50, cards: 15, tags: 15 };

/** How many rows of a list are printed at once; cards have photos in them. */
const mostRows = 500;
const mostCards = 100;

/** A file to print. Of a list that is too long only the first `printed` of `total` rows are in it. */
export interface Made {
  readonly file: File;
  readonly printed: number;
  readonly total: number;
}

/** Something that can be printed. */
export interface Printing {
  /** Names it: the same key is the same sheet. */
  readonly key: readonly unknown[];
  readonly printer: Printer;
  readonly make: (api: Api) => Promise<Made>;
  /** Told that it was printed, opened or saved. */
  readonly printed?: (api: Api) => Promise<unknown>;
}

const one = async (file: Promise<File>): Promise<Made> => ({ file: await file, printed: 1, total: 1 });

/** Whether it was printed before, and so is a copy, is known at the station. */
export const receiptOf = (id: string): Printing => ({
  key: ["receipt", id],
  printer: "sheets",
  // The paper is the printer's.
  make: (api) => one(api.print.receipt(id, { paper: "", copy: false })),
  printed: (api) => api.print.printed(id),
});

export const historyOf = (kind: "item" | "person", id: string): Printing => ({
  key: ["history", kind, id],
  printer: "sheets",
  make: (api) => one(api.print.custody(kind, id)),
});

export const tagOf = (id: string): Printing => ({
  key: ["tag", id],
  printer: "tags",
  make: (api) => one(api.print.tags([id])),
});

export const cardOf = (id: string): Printing => ({
  key: ["card", id],
  printer: "cards",
  make: (api) => one(api.print.cards([id])),
});

/** A count's result, or the list to tick while it is open. */
export const countOf = (id: string, state: string): Printing => ({
  key: ["count", id, state],
  printer: "sheets",
  make: (api) => one(api.print.count(id)),
});

export const strengthReport: Printing = {
  key: ["strength"],
  printer: "sheets",
  make: (api) => one(api.print.strength()),
};

export const massAccountOf = (id: string): Printing => ({
  key: ["mass", id],
  printer: "sheets",
  make: (api) => one(api.print.mass(id)),
});

export const reportOf = (query: ReportQuery): Printing => ({
  key: ["report", query],
  printer: "sheets",
  make: (api) => one(api.reports.print(query)),
});

/** A list as it is narrowed now, but for the window of rows. */
type Narrowed = Omit<ListQuery, "offset" | "limit">;

const listed = (
  what: string,
  printer: Printer,
  query: Narrowed,
  kind: "item" | "person",
  most: number,
  print: (api: Api, ids: readonly string[]) => Promise<File>,
): Printing => ({
  key: [what, kind, query],
  printer,
  make: async (api) => {
    const window = { ...query, offset: 0, limit: most };
    const page = kind === "item" ? await api.inventory.list(window) : await api.people.list(window);
    const ids = page.items.map((row) => row.id);
    return { file: await print(api, ids), printed: ids.length, total: page.total };
  },
});

export const tagsOf = (query: Narrowed) =>
  listed("tags", "tags", query, "item", mostRows, (api, ids) => api.print.tags(ids));

export const cardsOf = (query: Narrowed) =>
  listed("cards", "cards", query, "person", mostCards, (api, ids) => api.print.cards(ids));

export const codesOf = (kind: "item" | "person", query: Narrowed) =>
  listed("codes", "sheets", query, kind, mostRows, (api, ids) => api.print.codes(kind, ids));
