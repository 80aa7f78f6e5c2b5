import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { AuditSummary, ItemRow, PersonRow, Page as Rows, Transaction } from "../src/backend/types.gen";
import { pages } from "./pages";
import { copyOf, samplePassword } from "./sample";
import { openBrowser, Screen } from "./screen";
import { Station } from "./station";

// An account that may only look: no page has a button that writes, and the service refuses it all the same.

let browser: Browser;
let station: Station;
let auditor: Screen;

beforeAll(async () => {
  [browser, station] = await Promise.all([openBrowser(), Station.start(copyOf(inject("sample")))]);
  auditor = await Screen.open(browser, station);
  await auditor.signIn("auditor", samplePassword);
});

afterAll(async () => {
  await browser?.close();
  await station?.stop();
});

/** Methods that change nothing but what belongs to the caller: session, own notifications, own acknowledgement. */
const own = [
  "Setup.State",
  "Session.SignIn",
  "Session.SignOut",
  "Session.Unlock",
  "Session.Whose",
  "Session.Me",
  "Session.Lock",
  "Session.ChangePassword",
  "Session.Shell",
  "Notices.MarkRead",
  "Notices.Acknowledge",
  "Notices.Notify",
  "Jobs.Cancel",
];

/** Methods that read, check the record, save a list as a file, print, or set this PC's printer. */
const reading = [
  "Session.Search",
  "Counter.Scan",
  "Counter.Person",
  "Counter.Recent",
  "Inventory.List",
  "Inventory.Get",
  "Inventory.Models",
  "Maintenance.Now",
  "Maintenance.Due",
  "Stock.List",
  "Stock.Get",
  "People.List",
  "People.Get",
  "Transactions.List",
  "Attachments.Get",
  "Transactions.Get",
  "Print.Receipt",
  "Print.Printed",
  "Print.Custody",
  "Print.Tags",
  "Print.Cards",
  "Print.Codes",
  "Print.Strength",
  "Print.Count",
  "Print.Mass",
  "Mass.List",
  "Mass.Figures",
  "Mass.Account",
  "Mass.Rehearse",
  "Mass.Export",
  "Print.Settings",
  "Print.SaveSettings",
  "Reports.Get",
  "Reports.Print",
  "Reports.Export",
  "Board.Get",
  "Board.Feed",
  "Notices.List",
  "Notices.Announcements",
  "Accounts.List",
  "Settings.Site",
  "Settings.Lists",
  "Settings.Purposes",
  "Setup.JoinState",
  "Stations.List",
  "Stations.Lan",
  "Conflicts.List",
  "Counts.List",
  "Counts.Get",
  "Counts.Lines",
  "Discrepancies.List",
  "Discrepancies.Get",
  "Exchange.Export",
  "Audit.Summary",
  "Audit.Verify",
  "Audit.Backups",
  "Audit.Entries",
  "Jobs.Get",
];

/** Every method there is, from the table of the service. What is not named above has to be refused. */
function writing(): readonly string[] {
  const table = readFileSync(resolve(import.meta.dirname, "../../app/door.go"), "utf8");
  const all = [...table.matchAll(/"([A-Z][A-Za-z]+\.[A-Z][A-Za-z]+)":/g)].map(([, name]) => name ?? "");
  // Creating the site is for nobody once there is one, and the recovery sheet is for whoever has it; they have their own tests.
  const others = ["Setup.CreateSite", "Setup.Recover", "Setup.Replace"];
  return all.filter((name) => !own.includes(name) && !reading.includes(name) && !others.includes(name));
}

async function entries(): Promise<number> {
  return ((await auditor.call("Audit.Summary")).body as AuditSummary).entries;
}

test("every method that writes is refused to it with 403, and nothing is written", async () => {
  const methods = writing();
  expect(methods.length).toBeGreaterThan(25);
  const before = await entries();
  const answers: Record<string, number> = {};
  for (const method of methods) answers[method] = (await auditor.call(method)).status;
  expect(answers).toEqual(Object.fromEntries(methods.map((method) => [method, 403])));
  expect(await entries()).toBe(before);
});

test("a program with its token is refused the same way", async () => {
  const { request } = auditor.context;
  const signedIn = await request.post(`${station.address}/api/sign-in`, {
    data: { username: "auditor", password: samplePassword },
  });
  const { token } = (await signedIn.json()) as { token: string };
  const answer = await request.post(`${station.address}/api/transactions/`, {
    headers: { Authorization: `Bearer ${token}` },
    data: { action: "Take", personnel_id: "PE-810000", item_ids: ["IR-10000"] },
  });
  expect(answer.status()).toBe(403);
});

/** Buttons that look, search, order or save a list, and what is the account's own. Anything else would be a way to write. */
const harmless = [
  /^(Alone|Connecting|Hub of|Member of|Settling|Looking for stations)/,
  /^Search and commands$/,
  /^Help with this page$/,
  /^Notifications, \d+ unread$/,
  /^Lock this screen$/,
  /^CPT Isabel Torres/,
  /^(Acknowledge|Who has not|Hide)/,
  /^Export$/,
  /^Print( copy| receipt| strength report| report)?$/,
  /^(CSV|XLSX)$/,
  /^(Verify|Stop)$/,
  /^(Clear|Clear all|Clear the search|Take the filter away)/,
  /^(Open|Open full|Back to the side|Close|Show \d+ older|Show older ones|Show more|All its receipts)/,
  /^(Mark as read|Mark all as read)$/,
  /^(Ping all|Info|Success|Warning|Error)$/,
];
/** Tabs, and buttons of a table's head and of its filters, by their place. */
const placed = '[role="tab"], [role="columnheader"] button, [role="search"] button';

/** Buttons on the page that are not known to be harmless. */
async function suspicious(on: Screen): Promise<string[]> {
  const names: string[] = [];
  for (const button of await on.page.locator('button, [role="button"], [role="menuitem"]').all()) {
    if (!(await button.isVisible()) || (await button.evaluate((b, skip) => b.matches(skip), placed)))
      continue;
    const name = await button.evaluate((b) => {
      const spoken = b.cloneNode(true) as Element;
      for (const hidden of spoken.querySelectorAll("[aria-hidden]")) hidden.remove();
      return (b.getAttribute("aria-label") ?? spoken.textContent ?? "").trim();
    });
    if (!harmless.some((pattern) => pattern.test(name))) names.push(name);
  }
  return names;
}

async function first<T>(method: string): Promise<T | undefined> {
  const query = { text: "", filter: {}, sort: "", after: "", offset: 0, limit: 1 };
  return ((await auditor.call(method, query)).body as Rows<T>).items[0];
}

describe("no page has a button that writes:", () => {
  const open = pages.filter((p) => p.name !== "Counter");

  test("the rail has the pages that are for looking", async () => {
    const rail = auditor.page.getByRole("navigation", { name: "Pages" }).getByRole("link");
    expect((await rail.allTextContents()).map((t) => t.replace(/[\s\d]+$/, ""))).toEqual(
      open.map((p) => p.name),
    );
  });

  test.each(open)("$name", async ({ name }) => {
    await auditor.choose(name);
    await auditor.quiet();
    expect(await suspicious(auditor)).toEqual([]);
  });

  test.each([
    ["Audit", "Backups"],
    ["Audit", "Entries"],
    ["Settings", "Purposes"],
    ["Settings", "Models"],
    ["Settings", "Lists"],
  ])("under %s %s", async (page, tab) => {
    await auditor.choose(page);
    await auditor.page.getByRole("tab", { name: tab }).click();
    await auditor.quiet();
    expect(await suspicious(auditor)).toEqual([]);
  });

  test.each([
    ["the record of an item", async () => `/items/${(await first<ItemRow>("Inventory.List"))?.id}`],
    ["the record of a person", async () => `/people/${(await first<PersonRow>("People.List"))?.id}`],
    ["a receipt", async () => `/transactions/${(await first<Transaction>("Transactions.List"))?.id}`],
  ])("%s", async (_, path) => {
    await auditor.goTo(await path());
    await auditor.button("Open full").waitFor();
    await auditor.quiet();
    expect(await suspicious(auditor)).toEqual([]);
  });

  test.each(["/counter", "/import/people", "/import/items"])("%s is no page for it", async (path) => {
    await auditor.choose("Stations");
    await auditor.goTo(path);
    await auditor.see("There is no such page");
  });

  test("a superuser's items page would be caught", async () => {
    const root = await Screen.open(browser, station);
    await root.signIn("root", samplePassword);
    await root.choose("Items");
    await root.quiet();
    expect(await suspicious(root)).toContain("Register itemAlt N");
    await root.close();
  });

  test("the hot key for a new item does nothing", async () => {
    await auditor.choose("Items");
    await auditor.press("Alt+n");
    await auditor.press("Control+k");
    const search = auditor.page.getByPlaceholder("Search people, items, receipts");
    await search.fill("register");
    await auditor.see("Nothing found");
    expect(await auditor.page.getByRole("dialog", { name: "Register an item" }).count()).toBe(0);
    await auditor.press("Escape");
  });
});

test("no page had an error in it", () => {
  expect(auditor.faults).toEqual([]);
});
