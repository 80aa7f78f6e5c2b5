import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { Announcement, ItemRow, PersonRow, Transaction } from "../src/backend/types.gen";
import { confirmed, list } from "./records";
import { copyOf, samplePassword } from "./sample";
import { openBrowser, Screen, tell } from "./screen";
import { Station } from "./station";

// What is around the counter: announcements, the lock, the keyboard alone, the feeds page; on the sample site.

let browser: Browser;
let station: Station;
/** The armorer's screen and the administrator's. */
let counter: Screen;
let desk: Screen;
/** Somebody who holds nothing, and something that is in. */
let person: PersonRow;
let item: ItemRow;

beforeAll(async () => {
  [browser, station] = await Promise.all([openBrowser(), Station.start(copyOf(inject("sample")))]);
  counter = await Screen.open(browser, station);
  await counter.signIn("armorer1", samplePassword);
  await counter.see("Scan a person or an item");
  await counter.pick("Purpose", "Duty Sentinel");
  desk = await Screen.open(browser, station);
  await desk.signIn("admin", samplePassword);
  for (const screen of [counter, desk]) {
    const old = (await screen.call("Notices.Announcements")).body as readonly Announcement[];
    for (const { id } of old) await screen.call("Notices.Acknowledge", id);
  }
  const free = (await list<PersonRow>(counter, "People.List")).find((p) => p.holds === 0);
  const there = (await list<ItemRow>(counter, "Inventory.List")).find((i) => i.status === "Available");
  if (!free || !there) throw new Error("the sample site has nobody and nothing left");
  person = free;
  item = there;
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await tell({ counter, desk });
});

afterAll(async () => {
  await browser?.close();
  await station?.stop();
});

describe("an announcement", () => {
  const title = "Range closed until 1400";

  test("is on every screen at once and says to its author who has acknowledged it", async () => {
    await desk.choose("Announcements");
    await desk.button("New announcement").click();
    const dialog = desk.page.getByRole("dialog", { name: "New announcement" });
    await dialog.getByText("Warning", { exact: true }).click();
    await dialog.getByRole("textbox", { name: "Title" }).fill(title);
    await dialog.getByRole("textbox", { name: "Text" }).fill("No ammunition is issued <b>before</b> that.");
    await dialog.getByRole("button", { name: "Publish" }).click();
    const strip = counter.page.getByRole("region", { name: "Announcement" });
    await strip.getByText(title).waitFor();
    // What a person writes is text, also when it looks like HTML.
    await strip.getByText("No ammunition is issued <b>before</b> that.").waitFor();
    await counter.picture("announcement-strip");
    await strip.getByRole("button", { name: "Acknowledge" }).click();
    await strip.waitFor({ state: "detached" });
    await desk.see("1 of 5 have acknowledged");
    await desk.button("Who has not").first().click();
    await desk.see("SSGT Ramon Villanueva");
    await desk.see("CPT Isabel Torres");
    await desk.picture("announcement-acknowledged");
  });
});

describe("a locked screen", () => {
  test("keeps what was typed, takes no scan, and opens with the right password only", async () => {
    await counter.scan(person.label);
    await counter.scan(item.label);
    await counter.button("Issue 1 item").waitFor();
    await counter.press("Control+l");
    const locked = counter.page.getByRole("dialog", { name: "This screen is locked" });
    await locked.waitFor();
    await counter.scan("PE-810000");
    const field = locked.getByRole("textbox", { name: "Your password" });
    expect(await field.inputValue()).toBe("");
    expect((await counter.call("Counter.Recent", 4)).body).toMatchObject({ code: "LOCKED" });
    await field.fill("not the password");
    await field.press("Enter");
    await locked.getByRole("alert").waitFor();
    await counter.picture("locked");
    await field.fill(samplePassword);
    await field.press("Enter");
    await locked.waitFor({ state: "detached" });
    await counter.see(person.name);
    await counter.button("Issue 1 item").waitFor();
    await counter.press("Escape");
    await counter.see("Scan a person or an item");
  });

  test("locks by itself when nobody touches it, and the draft is still there", async () => {
    const idle = await Screen.open(browser, station, { clock: true });
    await idle.signIn("admin", samplePassword);
    await idle.see("Scan a person or an item");
    await idle.field("Scan a person or an item").fill(person.label);
    await idle.press("Enter");
    await idle.see(person.name);
    await idle.later(11);
    const locked = idle.page.getByRole("dialog", { name: "This screen is locked" });
    await locked.getByRole("textbox", { name: "Your password" }).fill(samplePassword);
    await idle.button("Unlock").click();
    await locked.waitFor({ state: "detached" });
    await idle.see(person.name);
    expect(idle.faults).toEqual([]);
    await idle.close();
  });

  test("says whose it is, also when loaded again, and is taken over by who signs in", async () => {
    const shared = await Screen.open(browser, station);
    await shared.signIn("admin", samplePassword);
    await shared.see("Scan a person or an item");
    await shared.press("Control+l");
    const locked = shared.page.getByRole("dialog", { name: "This screen is locked" });
    await locked.getByText("admin", { exact: true }).waitFor();
    await shared.page.reload();
    await locked.getByText("admin", { exact: true }).waitFor();
    await locked.getByRole("button", { name: "Sign in as somebody else" }).click();
    await shared.typeSignIn("armorer1", samplePassword);
    await locked.waitFor({ state: "detached" });
    await shared.see("Scan a person or an item");
    await shared.quiet();
    expect((await shared.call("Session.Me")).body).toMatchObject({ username: "armorer1" });
    expect(shared.faults).toEqual([]);
    await shared.close();
  });
});

describe("a dialog over a receipt", () => {
  test("has the keys and the reader for itself: its Esc and a scan change nothing under it", async () => {
    const over = await Screen.open(browser, station);
    await over.signIn("admin", samplePassword);
    await over.see("Scan a person or an item");
    await over.scan(person.label);
    await over.scan(item.label);
    await over.button("Issue 1 item").waitFor();
    const dialog = over.page.getByRole("dialog");
    for (const key of ["F1", "Control+k", "F4"]) {
      await over.press(key);
      await dialog.waitFor();
      await over.scan(item.label);
      await over.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await over.quiet();
      await over.button("Issue 1 item").waitFor();
      await over.see(person.name);
    }
    await over.press("Escape");
    await over.see("Scan a person or an item");
    expect(over.faults).toEqual([]);
    await over.close();
  });
});

describe("without a mouse", () => {
  test("somebody signs in, issues with a purpose of his choice, and signs out", async () => {
    const keys = await Screen.open(browser, station);
    const { keyboard } = keys.page;
    await keys.page.goto(station.address);
    await keys.button("Sign in").waitFor();
    await keyboard.type("armorer2");
    await keys.press("Tab");
    await keyboard.type(samplePassword);
    await keys.press("Enter");
    await keys.see("Scan a person or an item");
    await keyboard.type(person.serial, { delay: 40 });
    await keys.press("Enter");
    await keys.page.getByRole("region", { name: person.name }).waitFor();
    await keyboard.type(item.serial, { delay: 40 });
    await keys.press("Enter");
    await keys.button("Issue 1 item").waitFor();
    const purpose = keys.page.getByRole("combobox", { name: "Purpose", exact: true });
    for (let i = 0; i < 20 && !(await purpose.evaluate((field) => field === document.activeElement)); i++)
      await keys.press("Tab");
    await keys.press("ArrowDown");
    await keys.page.getByRole("option", { name: "Vigil" }).waitFor();
    const marked = keys.page.locator("[data-combobox-selected]");
    for (let i = 0; i < 10 && !(await marked.allTextContents()).includes("Vigil"); i++)
      await keys.press("ArrowDown");
    await keys.press("Enter");
    await expect.poll(() => purpose.inputValue()).toBe("Vigil");
    // The choice leads back to the field for scans, where Enter issues.
    const field = keys.field("Scan another item, or press Enter");
    await expect.poll(() => field.evaluate((f) => f === document.activeElement)).toBe(true);
    await keys.press("Enter");
    await confirmed(keys, `1 item issued to ${person.name}`);
    expect((await list<Transaction>(keys, "Transactions.List"))[0]?.purpose).toBe("Vigil");
    await keys.press("Control+k");
    const search = keys.page.getByRole("textbox", { name: "Search and commands" });
    await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
    // As a hand types: faster would be a reader's scan.
    await keyboard.type("sign out", { delay: 50 });
    // Enter is for the entry that is marked, once the list has followed what was typed.
    await keys.page.getByRole("dialog").locator("[data-selected]").filter({ hasText: "Sign out" }).waitFor();
    await keys.press("Enter");
    await keys.button("Sign in").waitFor();
    expect(keys.faults).toEqual([]);
    await keys.close();
  });
});

describe("the feeds page", () => {
  test("connects to every feed and shows a test notification of each level", async () => {
    await desk.choose("Feeds test");
    await expect
      .poll(() => desk.page.getByText("Connected", { exact: true }).count())
      .toBeGreaterThanOrEqual(4);
    for (const level of ["Info", "Success", "Warning", "Error"]) {
      await desk.button(level).click();
      await desk.page
        .getByRole("alert")
        .filter({ hasText: `Test: ${level}` })
        .waitFor();
      await desk.page
        .getByRole("list", { name: "Messages of the feeds" })
        .getByRole("listitem")
        .filter({ hasText: `Test: ${level}` })
        .first()
        .waitFor();
    }
    await desk.button("Ping all").click();
    await desk.see("pong");
    await desk.picture("feeds");
  });
});

test("no screen had an error in it", () => {
  expect([counter, desk].flatMap((screen) => screen.faults)).toEqual([]);
});
