import type { Api } from "../../backend/api";
import type * as T from "../../backend/types.gen";
import type { Body, Line, Receipt } from "./receipt";

/** A draft's receipt with what its ids stand for now, and of an issue what the station says to it. */
export async function filledIn(
  api: Api,
  body: Body,
): Promise<{ readonly receipt: Receipt; readonly proposal: T.Proposal | null }> {
  const person = body.personId === "" ? null : await api.counter.person(body.personId);
  const signature = await hereOnly(api, body.signature);
  const itemIds = body.lines.map((l) => l.itemId);
  const proposal =
    itemIds.length === 0
      ? null
      : await api.counter.propose({
          personId: body.personId,
          itemIds,
          purposeId: body.purposeId,
          typed: [],
          stock: [],
        });
  const issues = body.mode === "issue";
  const lines = body.lines.flatMap((l): Line[] => {
    const p = proposal?.lines.find((x) => x.item.id === l.itemId);
    if (!p) return [];
    return [
      { ...l, item: p.item, stock: [], refusal: issues ? p.refusal : null, warning: issues ? p.warning : "" },
    ];
  });
  const { mode, purposeId, purposeText, receiptType, notes, accessories } = body;
  const receipt = { mode, person, purposeId, purposeText, receiptType, notes, signature, accessories, lines };
  return { receipt, proposal: issues ? proposal : null };
}

/** A draft's signature travels no further than the station it was drawn at: elsewhere it is asked for anew. */
async function hereOnly(api: Api, signature: string): Promise<string> {
  if (signature === "") return "";
  return (await api.attachments.get(signature)).arriving ? "" : signature;
}
