import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import type { ItemRow, PersonRow, Transaction } from "../src/backend/types.gen";
import { confirmed, list } from "./records";
import { copyOf, samplePassword } from "./sample";
import { openBrowser, Screen, tell } from "./screen";
import { Station } from "./station";

// A signature drawn with the mouse and a photo from a file, through the station and back to the screen.

let browser: Browser;
let station: Station;
let screen: Screen;
let person: PersonRow;

beforeAll(async () => {
  [browser, station] = await Promise.all([openBrowser(), Station.start(copyOf(inject("sample")))]);
  screen = await Screen.open(browser, station);
  await screen.signIn("root", samplePassword);
  const people = await list<PersonRow>(screen, "People.List");
  const free = people.find((p) => p.status === "Active" && p.holds === 0);
  if (!free) throw new Error("everybody holds something");
  person = free;
});

afterAll(async () => {
  await browser?.close();
  await station?.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await tell({ screen });
});

/** The picture as it came from the station: its kind, and its size in pixels. */
async function seen(picture: Locator): Promise<{ type: string; width: number; height: number }> {
  await picture.waitFor();
  return picture.evaluate(async (img: HTMLImageElement) => {
    await img.decode();
    return {
      type: img.src.slice(0, img.src.indexOf(";")),
      width: img.naturalWidth,
      height: img.naturalHeight,
    };
  });
}

test("a signature is drawn, goes with the issue and stands on its record, cut to its strokes", async () => {
  const item = (await list<ItemRow>(screen, "Inventory.List")).find((i) => i.status === "Available");
  if (!item) throw new Error("everything is out");
  await screen.choose("Counter");
  await screen.scan(person.label);
  await screen.scan(item.label);
  await screen.button("Issue 1 item").waitFor();
  await screen.sign(/^Takes 1 item/);
  const small = screen.page.getByRole("img", { name: `Signature of ${person.name}`, exact: true });
  const signed = await seen(small);
  await screen.picture("signature-on-receipt");
  await screen.press("Enter");
  await confirmed(screen, `1 item issued to ${person.name}`);
  const [receipt] = await list<Transaction>(screen, "Transactions.List");
  expect(receipt?.signature).toMatch(/^[0-9a-f]{64}$/);
  await screen.goTo(`/transactions/${receipt?.id}`);
  const kept = await seen(screen.page.getByRole("img", { name: `Signature of ${person.name}`, exact: true }));
  expect(kept).toEqual(signed);
  expect(kept.type).toBe("data:image/png");
  // Drawn 200 wide and 50 high on the screen: the paper around it is cut off, the proportions stay.
  expect(kept.width).toBeLessThan(600);
  expect(kept.width / kept.height).toBeGreaterThan(3);
  expect(kept.width / kept.height).toBeLessThan(4.5);
  await screen.picture("signature-on-record");
});

test("a dot is ink as well", async () => {
  await screen.choose("Counter");
  await screen.scan(person.label);
  const out = (await list<ItemRow>(screen, "Inventory.List")).find((i) => i.holder?.personId === person.id);
  await screen.scan(out?.label ?? "");
  await screen.button("Take back 1 item").waitFor();
  await screen.press("F4");
  const dialog = screen.page.getByRole("dialog", { name: "Signature" });
  await dialog.locator("canvas").click();
  await dialog.getByRole("button", { name: "Accept" }).click();
  await seen(screen.page.getByRole("img", { name: `Signature of ${person.name}`, exact: true }));
  await screen.press("Escape");
});

test("a photo of many pixels is made small, saved with the person and shown at the counter", async () => {
  const large = await screen.page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 4000 });
    const on = canvas.getContext("2d");
    if (!on) throw new Error("no canvas");
    for (let i = 0; i < 4000; i++) {
      on.fillStyle = `hsl(${(i * 37) % 360} 70% 50%)`;
      on.fillRect((i * 97) % 3000, (i * 61) % 4000, 90, 90);
    }
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  await screen.goTo(`/people/${person.id}`);
  await screen.button("Edit").click();
  const dialog = screen.page.getByRole("dialog");
  const chooser = screen.page.waitForEvent("filechooser");
  await dialog.getByRole("button", { name: "Choose a file" }).click();
  const buffer = Buffer.from(large, "base64");
  await (await chooser).setFiles({ name: "juan.png", mimeType: "image/png", buffer });
  const photo = screen.page.getByRole("img", { name: `Photo of ${person.name}`, exact: true });
  expect(await seen(photo)).toEqual({ type: "data:image/jpeg", width: 480, height: 640 });
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await seen(photo)).toEqual({ type: "data:image/jpeg", width: 480, height: 640 });
  await screen.picture("photo-on-record");
  await screen.choose("Counter");
  await screen.scan(person.label);
  await seen(screen.page.getByRole("region", { name: person.name }).getByRole("img", { name: /^Photo of/ }));
  await screen.picture("photo-at-the-counter");
});

test("nothing went wrong in the browser", () => {
  expect(screen.faults).toEqual([]);
});
