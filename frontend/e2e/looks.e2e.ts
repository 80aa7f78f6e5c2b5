import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { ItemRow, PersonRow, Page as Rows, Transaction } from "../src/backend/types.gen";
import { byKeyboard, mouseOnly } from "./keyboard";
import { pages } from "./pages";
import { copyOf, samplePassword } from "./sample";
import { openBrowser, Screen } from "./screen";
import { Station } from "./station";

// Every page in light and dark: no violation that axe knows, nothing that needs a mouse, nothing wider than the window, and
// pictures of it.

let browser: Browser;
let station: Station;
let screen: Screen;

beforeAll(async () => {
  [browser, station] = await Promise.all([openBrowser(), Station.start(copyOf(inject("sample")))]);
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail" && screen) await screen.picture("failed-look");
});

afterAll(async () => {
  await browser?.close();
  await station?.stop();
});

/** What axe finds, each with the elements it is about; empty when all is well. */
async function violations(on: Screen): Promise<string[]> {
  if (!(await on.page.evaluate(() => "axe" in window))) await on.page.evaluate(axe.source);
  const found = await on.page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    return (await axe.run(document, { resultTypes: ["violations"] })).violations;
  });
  return found.map(
    (v) =>
      `${v.id}: ${v.help}: ${v.nodes.map((n) => `${n.target.join(" ")} ${n.failureSummary}`).join(" | ")}`,
  );
}

/** Parts of the page that stick out of the window to the right. */
async function sticksOut(on: Screen): Promise<number> {
  return on.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Waits until nothing on the page is still being read. */
async function settled(on: Screen): Promise<void> {
  await on.quiet();
  await on.page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== "running"));
}

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  let first: { item: string; person: string; receipt: string };

  beforeAll(async () => {
    screen = await Screen.open(browser, station, { scheme });
  });

  afterAll(async () => {
    await screen.close();
  });

  async function look(name: string): Promise<void> {
    await settled(screen);
    expect(await violations(screen)).toEqual([]);
    expect(await mouseOnly(screen)).toEqual([]);
    if (scheme === "light") expect(await byKeyboard(screen)).toEqual([]);
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await screen.page.setViewportSize({ width, height });
      expect(await sticksOut(screen)).toBe(0);
      if (process.env.SHOTS) {
        await settled(screen);
        await screen.picture(`${name}-${scheme}-${width}`);
      }
    }
    await screen.page.setViewportSize({ width: 1280, height: 800 });
  }

  test("the sign-in is as it should be", async () => {
    await screen.page.goto(station.address);
    await screen.button("Sign in").waitFor();
    await look("sign-in");
    await screen.button("Use the recovery sheet").click();
    await screen.button("Add this superuser").waitFor();
    await look("recover");
    await screen.button("Back").click();
    await screen.signIn("root", samplePassword);
    const rail = screen.page.getByRole("navigation", { name: "Pages" }).getByRole("link");
    expect((await rail.allTextContents()).map((t) => t.replace(/(\s*\d+)+$/, ""))).toEqual(
      pages.map((p) => p.name),
    );
    const query = { text: "", filter: {}, sort: "", after: "", offset: 0, limit: 1 };
    const one = async <T>(method: string) => ((await screen.call(method, query)).body as Rows<T>).items[0];
    first = {
      item: (await one<ItemRow>("Inventory.List"))?.id ?? "",
      person: (await one<PersonRow>("People.List"))?.id ?? "",
      receipt: (await one<Transaction>("Transactions.List"))?.id ?? "",
    };
  });

  test.each(pages)("$name is as it should be", async ({ name, path }) => {
    await screen.choose(name);
    await look(path.slice(1));
  });

  test.each([
    ["an item's record", "item", "Items", () => `/items/${first.item}`],
    ["a person's record", "person", "People", () => `/people/${first.person}`],
    ["a receipt", "receipt", "Transactions", () => `/transactions/${first.receipt}`],
    ["the import of people", "import-people", "Import people", () => "/import/people"],
    ["the import of items", "import-items", "Import items", () => "/import/items"],
    ["the purposes", "settings-purposes", "Settings", () => "/settings?tab=purposes"],
    ["the models", "settings-models", "Settings", () => "/settings?tab=models"],
    ["the lists", "settings-lists", "Settings", () => "/settings?tab=lists"],
    ["how this screen looks", "settings-appearance", "Settings", () => "/settings?tab=appearance"],
    ["the backups", "audit-backups", "Audit", () => "/audit?tab=backups"],
    ["the entries", "audit-entries", "Audit", () => "/audit?tab=entries"],
    ["the wall board", "wall", "951st Armory", () => "/wall"],
    ["an address that leads nowhere", "no-page", "There is no such page", () => "/nowhere"],
  ])("%s is as it should be", async (_, file, title, path) => {
    await screen.goTo(path());
    await screen.page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
    await look(file);
  });

  test("the counter with a receipt on it, the search and the lock are as they should be", async () => {
    const items = (await screen.call("Inventory.List", {
      text: "",
      filter: { status: "Available" },
      sort: "",
      after: "",
      offset: 0,
      limit: 1,
    })) as { body: Rows<ItemRow> };
    await screen.choose("Counter");
    await screen.see("Scan a person or an item");
    await screen.pick("Purpose", "Duty Sentinel");
    await screen.scan(items.body.items[0]?.label ?? "");
    await screen.button("Issue 1 item").waitFor();
    await look("counter-line");
    await screen.press("Control+k");
    await screen.page.getByPlaceholder("Search people, items, receipts").waitFor();
    await look("search");
    await screen.press("Escape");
    await screen.press("Control+l");
    await screen.page.getByRole("dialog", { name: "This screen is locked" }).waitFor();
    await look("locked");
  });

  test("no page had an error in it", () => {
    expect(screen.faults).toEqual([]);
  });
});
