import type { ItemRow, ListQuery, Page, PersonRow } from "../src/backend/types.gen";
import type { Screen } from "./screen";

/** The first rows of a list, in its own order; the sites of these tests have fewer. */
export const firstRows: ListQuery = { text: "", filter: {}, sort: "", after: "", offset: 0, limit: 500 };

/** Reads a list as the station has it, by a method such as "People.List". */
export async function list<Row>(screen: Screen, method: string): Promise<readonly Row[]> {
  const { body } = await screen.call(method, firstRows);
  return (body as Page<Row>).items;
}

/** Reads a list that comes whole. */
export async function all<Row>(screen: Screen, method: string): Promise<readonly Row[]> {
  return (await screen.call(method)).body as readonly Row[];
}

/** People who may take something and hold nothing. */
export async function freePeople(screen: Screen): Promise<readonly PersonRow[]> {
  return (await list<PersonRow>(screen, "People.List")).filter((p) => p.status === "Active" && p.holds === 0);
}

/** Weapons in the racks that can be issued, of one category or of all. */
export async function readyWeapons(
  screen: Screen,
  category?: "pistol" | "rifle",
): Promise<readonly ItemRow[]> {
  return (await list<ItemRow>(screen, "Inventory.List")).filter(
    (i) =>
      i.status === "Available" &&
      i.condition !== "Damaged" &&
      (category ? i.category === category : i.category !== "other"),
  );
}

/** What an item is called on the screen. */
export function named(item: ItemRow): string {
  return `${item.model} ${item.number}`;
}

/** Waits for the confirmation of a receipt with these words and returns its number. */
export async function confirmed(screen: Screen, words: string): Promise<string> {
  const done = screen.page.locator("[role=status]").filter({ hasText: words });
  await done.waitFor();
  const text = (await done.textContent()) ?? "";
  return text.slice("Receipt ".length, text.indexOf(words));
}

export function nth<T>(all: readonly T[], i: number): T {
  const one = all[i];
  if (one === undefined) throw new Error("the sample site has not enough of them");
  return one;
}
