import { z } from "zod";
import type * as T from "../../backend/types.gen";
import { maxMagazines, maxRounds, wholeCount } from "../../domain/receipts";
import { shortTime } from "../../domain/times";
import { isAccessory, type Lots, type Named, oldestFirst } from "./stock";

// The receipt on the counter before it is pressed. Pure: every change makes a new one.

export type Mode = "issue" | "return";

export interface Line {
  readonly item: T.ItemRow;
  readonly magazines: number;
  readonly rounds: number;
  /** Of a return: how it came back. */
  readonly condition: string;
  /** The figures were typed by hand: a further scan leaves them, another purpose does not. */
  readonly edited: boolean;
  /** Of an issue: the stock it would come from, as far as it is known. */
  readonly stock: readonly T.StockQuantity[];
  readonly lots: Lots;
  readonly refusal: T.Error | null;
  /** What stops nothing; empty: nothing. */
  readonly warning: string;
}

export interface Receipt {
  readonly mode: Mode;
  /** Who takes; of a return, who brings it back. */
  readonly person: T.PersonRecord | null;
  readonly purposeId: string;
  readonly purposeText: string;
  readonly receiptType: "TR" | "PAR";
  readonly notes: string;
  /** Id of the drawn signature; empty: none. */
  readonly signature: string;
  /** Of an issue what is handed out beside the lines; of a return what of it is missing. */
  readonly accessories: readonly Named[];
  readonly lines: readonly Line[];
}

export const conditions = ["Good", "Fair", "Poor", "Damaged"] as const;

export function emptyReceipt(purposeId: string, mode: Mode = "issue"): Receipt {
  return {
    mode,
    person: null,
    purposeId,
    purposeText: "",
    receiptType: "TR",
    notes: "",
    signature: "",
    accessories: [],
    lines: [],
  };
}

export function isEmpty(r: Receipt): boolean {
  return r.person === null && r.lines.length === 0 && r.notes === "";
}

/** What a signature is for: who signs, and every item with its figures. */
const signedFor = (r: Receipt) =>
  JSON.stringify([
    r.mode,
    r.person?.id,
    r.receiptType,
    r.lines.map((l) => [l.item.id, l.magazines, l.rounds]),
    r.accessories,
  ]);

/** A change of the receipt: a signature stays only while it is for the same. */
export function changed(before: Receipt, after: Receipt): Receipt {
  const stays = after.person !== null && after.lines.length > 0 && signedFor(after) === signedFor(before);
  return stays || after.signature === "" ? after : { ...after, signature: "" };
}

/** What a scanned item or person does to the receipt, or why it does nothing. */
export type Outcome =
  | { readonly kind: "person"; readonly person: T.PersonRecord; readonly warn: T.Error | null }
  | { readonly kind: "add"; readonly item: T.ItemRow }
  | { readonly kind: "startReturn"; readonly item: T.ItemRow; readonly holder: T.Holder }
  | { readonly kind: "refused"; readonly error: T.Error; readonly item: T.ItemRow }
  /** A sentence of this screen, by i18n key. */
  | {
      readonly kind: "say";
      readonly key: string;
      readonly params: Readonly<Record<string, string>>;
      readonly item?: T.ItemRow;
    };

const itemName = (i: T.ItemRow) => `${i.model} ${i.number}`.trim();

export function outcomeOfPerson(r: Receipt, person: T.PersonRecord, refusal: T.Error | null): Outcome {
  if (r.mode === "issue" && r.person && r.person.id !== person.id && r.lines.length > 0) {
    return { kind: "say", key: "counter.say.otherPerson", params: { person: r.person.name } };
  }
  return { kind: "person", person, warn: r.mode === "issue" ? refusal : null };
}

export function outcomeOfItem(r: Receipt, item: T.ItemRow, refusal: T.Error | null): Outcome {
  const name = itemName(item);
  if (r.lines.some((l) => l.item.id === item.id)) {
    return { kind: "say", key: "counter.say.already", params: { item: name } };
  }
  const holder = item.holder;
  if (r.mode === "return") {
    return holder
      ? { kind: "add", item }
      : { kind: "say", key: "counter.say.mixIssue", params: { item: name } };
  }
  if (holder) {
    if (r.lines.length > 0) {
      return { kind: "say", key: "counter.say.mixReturn", params: { item: name, holder: holder.name } };
    }
    if (r.person && r.person.id !== holder.personId) {
      return {
        kind: "say",
        key: "counter.say.out",
        params: { item: name, holder: holder.name, station: holder.station, since: shortTime(holder.since) },
        item,
      };
    }
    return { kind: "startReturn", item, holder };
  }
  // Cut off, the reason is asked once for the whole receipt, when it is sent.
  if (refusal && refusal.code !== "CUT_OFF") return { kind: "refused", error: refusal, item };
  return { kind: "add", item };
}

export function newLine(item: T.ItemRow, mode: Mode): Line {
  return {
    item,
    // What went out with it is expected back.
    magazines: mode === "return" ? (item.holder?.magazines ?? 0) : 0,
    rounds: mode === "return" ? (item.holder?.rounds ?? 0) : 0,
    condition: item.condition || "Good",
    edited: false,
    stock: [],
    lots: oldestFirst,
    refusal: null,
    warning: "",
  };
}

/** Takes over what the service proposes. A line typed by hand keeps its figures unless the purpose changed. */
export function withProposal(r: Receipt, proposal: T.Proposal, purposeChanged: boolean): Receipt {
  const byItem = new Map(proposal.lines.map((l) => [l.item.id, l]));
  const offered = (id: string) => proposal.offers.some((o) => o.id === id);
  return {
    ...r,
    accessories: r.accessories.filter((n) => offered(n.stockId)),
    lines: r.lines.map((line) => {
      const p = byItem.get(line.item.id);
      if (!p) return line;
      const keep = line.edited && !purposeChanged;
      return {
        ...line,
        item: p.item,
        refusal: p.refusal,
        warning: p.warning,
        stock: p.stock.filter((q) => !isAccessory(q.type)),
        lots: {
          magazine: offered(line.lots.magazine) ? line.lots.magazine : "",
          ammunition: offered(line.lots.ammunition) ? line.lots.ammunition : "",
        },
        edited: keep,
        magazines: keep ? line.magazines : p.magazines,
        rounds: keep ? line.rounds : p.rounds,
      };
    }),
  };
}

export function editLine(
  r: Receipt,
  itemId: string,
  change: Partial<Pick<Line, "magazines" | "rounds" | "condition" | "lots">>,
): Receipt {
  return {
    ...r,
    lines: r.lines.map((line) =>
      line.item.id === itemId
        ? {
            ...line,
            ...change,
            magazines: wholeCount(change.magazines ?? line.magazines, maxMagazines),
            rounds: wholeCount(change.rounds ?? line.rounds, maxRounds),
            edited: line.edited || change.magazines !== undefined || change.rounds !== undefined,
          }
        : line,
    ),
  };
}

const bodySchema = z.object({
  mode: z.enum(["issue", "return"]),
  personId: z.string(),
  purposeId: z.string(),
  purposeText: z.string(),
  receiptType: z.enum(["TR", "PAR"]),
  notes: z.string(),
  /** Drafts of before signatures have none. */
  signature: z.string().default(""),
  /** On no counter now. Drafts of before this was written down were not put aside as far as they say. */
  aside: z.boolean().default(false),
  /** Drafts of before stock name none, and no lots. */
  accessories: z.array(z.object({ stockId: z.string(), quantity: z.number() })).default([]),
  lines: z.array(
    z.object({
      itemId: z.string(),
      magazines: z.number(),
      rounds: z.number(),
      condition: z.string(),
      edited: z.boolean(),
      lots: z.object({ magazine: z.string(), ammunition: z.string() }).default(oldestFirst),
    }),
  ),
});

export type Body = z.infer<typeof bodySchema>;

export function toBody(r: Receipt, aside = false): string {
  const body: Body = {
    mode: r.mode,
    personId: r.person?.id ?? "",
    purposeId: r.purposeId,
    purposeText: r.purposeText,
    receiptType: r.receiptType,
    notes: r.notes,
    signature: r.signature,
    aside,
    accessories: [...r.accessories],
    lines: r.lines.map((l) => ({
      itemId: l.item.id,
      magazines: l.magazines,
      rounds: l.rounds,
      condition: l.condition,
      edited: l.edited,
      lots: l.lots,
    })),
  };
  return JSON.stringify(body);
}

/** Null when the draft was written by a version this one does not understand. */
export function fromBody(text: string): Body | null {
  try {
    const parsed = bodySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What is being done with a draft at another counter now; null when nobody is at it: it may simply be picked up. */
export function busyWith(d: T.Draft): Mode | null {
  if (d.mine || !d.live) return null;
  const body = fromBody(d.body);
  return body && !body.aside ? body.mode : null;
}

/** What the draft is called in a list: the person, else the first item. */
export function draftTitle(r: Receipt): string {
  const first = r.lines[0];
  const items = r.lines.length === 0 ? "" : r.lines.map((l) => itemName(l.item)).join(", ");
  if (r.person && first) return `${r.person.name}: ${items}`;
  return r.person?.name ?? items;
}

/** The person's own weapon, while it can go on the receipt. */
export function ownToTake(r: Receipt): T.ItemRow | null {
  const own = r.person?.own ?? null;
  const free = own?.status === "Available" && !r.lines.some((l) => l.item.id === own.id);
  return free && r.mode === "issue" ? own : null;
}

/** Whether somebody can still undo what was issued: only who issued it, for a short while. */
export function canUndo(issued: T.Transaction, username: string, now: number): boolean {
  return issued.username === username && issued.undoUntil !== "" && now < Date.parse(issued.undoUntil);
}
