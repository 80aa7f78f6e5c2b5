import type { ItemRow, PersonRow } from "../src/backend/types.gen";
import { confirmed, named } from "./records";
import type { Screen } from "./screen";

/** Who brings what back. */
export interface Pair {
  readonly person: PersonRow;
  readonly item: ItemRow;
}

/** At a counter: an item comes back by its scan and Enter. */
export async function takeBack(screen: Screen, { person, item }: Pair): Promise<void> {
  await screen.scan(item.label);
  await screen.press("Enter");
  await confirmed(screen, `1 item back from ${person.name}`);
}

/** At a counter: an item comes back with one magazine, and of the others it is said that they are missing. */
export async function takeBackShort(screen: Screen, { person, item }: Pair, picture: string): Promise<void> {
  await screen.scan(item.label);
  const magazines = screen.page.getByRole("textbox", { name: `Magazines of ${named(item)}` });
  await magazines.fill("1");
  await magazines.press("Enter");
  await screen.press("Enter");
  const dialog = screen.page.getByRole("dialog", { name: "Not everything came back" });
  await dialog.waitFor();
  await screen.picture(picture);
  await dialog.getByText("Missing", { exact: true }).first().click();
  await dialog.getByRole("button", { name: "Take it back" }).click();
  await confirmed(screen, `1 item back from ${person.name}`);
}
