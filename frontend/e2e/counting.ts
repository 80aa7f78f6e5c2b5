import { expect } from "vitest";
import type { CountFigures, CountLine, CountRecord, CountRow, ItemRow } from "../src/backend/types.gen";
import { firstRows, list, nth } from "./records";
import type { Screen } from "./screen";

/** Opens a count of everything at a screen, which scans into it from then on. */
export async function openCount(screen: Screen, type: string): Promise<CountRow> {
  await screen.choose("Counts");
  await screen.button("Open a count").first().click();
  const dialog = screen.page.getByRole("dialog", { name: "Open a count" });
  await dialog.getByText(type, { exact: true }).click();
  await dialog.getByRole("button", { name: "Open a count" }).click();
  await screen.page.getByRole("heading", { level: 1, name: `${type} count` }).waitFor();
  return nth(
    (await list<CountRow>(screen, "Counts.List")).filter((c) => c.state === "Open"),
    0,
  );
}

export async function joinCount(screen: Screen): Promise<void> {
  await screen.choose("Counts");
  await screen.page.getByRole("link", { name: "Go on scanning" }).click();
  await screen.see("Scan an item");
}

/** What a count still lacks. */
export async function missing(screen: Screen, id: string): Promise<readonly ItemRow[]> {
  const { body } = await screen.call("Counts.Lines", id, "missing", firstRows);
  return (body as { items: readonly CountLine[] }).items.flatMap((l) => l.item ?? []);
}

/** Closes the count that is on a screen, which says so in these words, and signs it at another one; returns its result. */
export async function signed(
  count: CountRow,
  closes: Screen,
  signs: Screen,
  words: RegExp,
): Promise<CountFigures> {
  await closes.button("Close the count").click();
  const dialog = closes.page.getByRole("dialog", { name: "Close the count" });
  await dialog.getByText(words).waitFor();
  await closes.picture(`day-close-${count.type}`);
  await dialog.getByRole("button", { name: "Close and sign" }).click();
  await dialog.waitFor({ state: "detached" });
  await signs.button("Sign a second time").click();
  await signs.page
    .getByRole("dialog", { name: "Sign a second time" })
    .getByRole("button", { name: "Sign a second time" })
    .click();
  const now = async () => ((await closes.call("Counts.Get", count.id)).body as CountRecord).count;
  await expect.poll(async () => (await now()).state).toBe("Signed");
  const done = await now();
  expect(done.closed.name).not.toBe(done.second.name);
  if (!done.result) throw new Error("a signed count has no result");
  return done.result;
}
