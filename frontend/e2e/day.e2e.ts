import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type {
  Account,
  DiscrepancyRow,
  ItemRow,
  MassAccount,
  MassRow,
  Purpose,
  Report,
  ReportQuery,
  StationRow,
  StockRow,
  Transaction,
} from "../src/backend/types.gen";
import { joinCount, missing, openCount, signed } from "./counting";
import { type Told, TransactionFeed } from "./feed";
import { all, confirmed, freePeople, list, named, nth, readyWeapons } from "./records";
import { type Pair, takeBack, takeBackShort } from "./returning";
import { copyOf, sampleIn, samplePassword } from "./sample";
import { openBrowser, Screen, tell } from "./screen";
import { Station } from "./station";
import { countBy, figures, moved, rows } from "./tally";

// One day of an armory with three stations, from the opening count to the report. Another program listens to the live feed
// from the first moment and counts for itself; at the end the report says the same.

const duty = "Duty Sentinel";
const alert = "Guard Duty";

let folder: string;
let browser: Browser;
let stations: readonly Station[] = [];
/** A counter at each station, and the administrator's desk at the first. */
let counters: readonly Screen[] = [];
let desk: Screen;
let feed: TransactionFeed;

/** Who gets what in the morning, a share for each counter. */
let shares: readonly (readonly Pair[])[] = [];
let stockBefore: readonly StockRow[] = [];
let strengthBefore: Report;
/** Out on TR and overdue at the end of the day, by this test's own count. */
let late: Pair;

const at = (i: number) => nth(counters, i);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "armguard-e2e-day-"));
  const data = sampleIn(folder, { people: 110, items: 120, days: 0 });
  const [opened, first] = await Promise.all([openBrowser(), Station.start(copyOf(data))]);
  browser = opened;
  stations = [first];
  for (const name of ["Gate", "Annex"])
    stations = [...stations, await Station.join(first, name, samplePassword)];
  counters = await Promise.all(stations.map((s) => Screen.open(browser, s)));
  desk = await Screen.open(browser, first);
  await Promise.all([
    ...counters.map((screen, i) => screen.signIn(`armorer${i + 1}`, samplePassword)),
    desk.signIn("admin", samplePassword),
  ]);
  feed = await TransactionFeed.open(desk);
  stockBefore = await all<StockRow>(desk, "Stock.List");
  strengthBefore = await report("strength");
}, 120_000);

afterEach(async ({ task }) => {
  if (task.result?.state === "fail")
    await tell({ desk, one: counters[0], two: counters[1], three: counters[2] });
});

afterAll(async () => {
  await browser?.close();
  await Promise.all(stations.map((s) => s.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function report(kind: string, by = ""): Promise<Report> {
  const query: ReportQuery = { report: kind, by, from: "", to: "", item: "" };
  return (await desk.call("Reports.Get", query)).body as Report;
}

/** Waits until the feed and each of the three stations have told of so many transactions of the day. */
async function together(transactions: number): Promise<void> {
  await expect.poll(async () => (await feed.told()).length, { timeout: 20_000 }).toBe(transactions);
  for (const screen of counters)
    await expect
      .poll(async () => (await list<Transaction>(screen, "Transactions.List")).filter(isOfToday).length, {
        timeout: 20_000,
      })
      .toBe(transactions);
}

const begun = new Date();
const isOfToday = (t: Transaction) => new Date(t.time) >= begun;

test("three stations see each other", async () => {
  await expect
    .poll(async () => (await all<StationRow>(at(2), "Stations.List")).map((s) => s.state).sort(), {
      timeout: 30_000,
    })
    .toEqual(["hub", "member", "member"]);
});

describe("the opening count", () => {
  test("two stations scan into one count, a second person signs it, and it agrees with the record", async () => {
    const count = await openCount(at(0), "Opening");
    await joinCount(at(1));
    const racks = await missing(desk, count.id);
    const half = Math.ceil(racks.length / 2);
    await Promise.all(
      [racks.slice(0, half), racks.slice(half)].map(async (share, i) => {
        for (const item of share) await at(i).scan(i === 0 ? item.label : item.serial);
      }),
    );
    for (const i of [0, 1]) await at(i).see(`${racks.length} of ${racks.length} found`);
    await at(1).scan(nth(racks, 0).label);
    await at(1).see("Already scanned");
    await at(0).picture("day-opening");
    const result = await signed(count, at(0), at(1), /Everything is there/);
    expect(result).toMatchObject({ expected: racks.length, found: racks.length, missing: 0, unexpected: 0 });
  });
});

describe("the morning", () => {
  beforeAll(async () => {
    const [people, items] = await Promise.all([freePeople(desk), readyWeapons(desk)]);
    const pairs = Array.from({ length: 60 }, (_, i) => ({ person: nth(people, i), item: nth(items, i) }));
    shares = [0, 1, 2].map((n) => pairs.slice(n * 20, n * 20 + 20));
  });

  test("sixty people get their weapon at three counters, some on PAR, some signing for it", async () => {
    const numbers: string[] = [];
    await Promise.all(
      shares.map(async (share, n) => {
        const screen = at(n);
        await screen.choose("Counter");
        await screen.pick("Purpose", duty);
        for (const [i, { person, item }] of share.entries()) {
          await screen.scan(person.label);
          await screen.scan(item.label);
          if (i % 10 === 3)
            await screen.page
              .getByRole("radiogroup", { name: "Receipt type" })
              .getByText("PAR", { exact: true })
              .click();
          if (i % 10 === 7) await screen.sign(/^Takes 1 item/);
          await screen.press("Enter");
          numbers.push(await confirmed(screen, `1 item issued to ${person.name}`));
        }
      }),
    );
    expect(new Set(numbers).size).toBe(60);
    await together(60);
    const made = (await list<Transaction>(at(2), "Transactions.List")).filter(isOfToday);
    expect(made.map((t) => t.receiptNo).sort()).toEqual(numbers.toSorted());
    expect(made.filter((t) => t.receiptType === "PAR").length).toBe(6);
    expect(made.filter((t) => t.signature !== "").length).toBe(6);
    const purpose = (await all<Purpose>(desk, "Settings.Purposes")).find((p) => p.name === duty);
    for (const t of made) {
      const item = shares.flat().find((p) => p.item.id === t.lines[0]?.itemId)?.item;
      const loadout = purpose?.loadouts.find((l) => l.category === item?.category);
      expect([t.magazines, t.rounds]).toEqual([loadout?.magazines, loadout?.rounds]);
    }
    await at(1).picture("day-issued");
  });

  test("a receipt that is extended by a little is overdue on every board when its time comes", async () => {
    late = nth(nth(shares, 1), 0);
    const mine = (await list<ItemRow>(at(1), "Inventory.List")).find((i) => i.id === late.item.id);
    const { body } = await at(1).call("Counter.NewCommand");
    const due = new Date(Date.now() + 3000).toISOString();
    const converted = await at(1).call("Counter.Convert", {
      commandId: body,
      transactionId: mine?.holder?.transaction,
      itemIds: [late.item.id],
      receiptType: "TR",
      due,
      notes: "Relieved at once",
      signature: "",
      override: null,
    });
    expect(converted.status).toBe(200);
    await desk.choose("Live board");
    await desk.page
      .getByRole("group", { name: "Out now" })
      .locator("> *")
      .filter({ hasText: late.person.name })
      .filter({ hasText: "Overdue" })
      .waitFor();
    await desk.picture("day-overdue");
    await together(61);
  });
});

describe("the afternoon", () => {
  test("a weapon comes back without its magazines, and each is asked for", async () => {
    await takeBackShort(at(0), nth(nth(shares, 0), 0), "day-missing");
  });

  test("of two weapons one comes back and the other stays out on the same receipt", async () => {
    const [person, pistol, rifle] = [
      nth(await freePeople(at(1)), 0),
      nth(await readyWeapons(at(1), "pistol"), 0),
      nth(await readyWeapons(at(1), "rifle"), 0),
    ];
    const screen = at(1);
    await screen.scan(person.label);
    await screen.scan(pistol.label);
    await screen.scan(rifle.label);
    await screen.button("Issue 2 items").waitFor();
    await screen.press("Enter");
    const number = await confirmed(screen, `2 items issued to ${person.name}`);
    await screen.scan(pistol.label);
    await screen.button("Take back 1 item").waitFor();
    await screen.press("Enter");
    await confirmed(screen, `1 item back from ${person.name}`);
    const receipt = (await list<Transaction>(screen, "Transactions.List")).find(
      (t) => t.receiptNo === number,
    );
    expect(receipt?.stillOut).toBe(1);
    expect(receipt?.lines.map((l) => [l.itemId, l.out])).toEqual([
      [pistol.id, false],
      [rifle.id, true],
    ]);
  });

  test("a damaged rifle goes to maintenance and comes back into the racks", async () => {
    const pair = nth(
      nth(shares, 2).filter((p) => p.item.category === "rifle"),
      0,
    );
    const screen = at(2);
    await screen.scan(pair.item.label);
    await screen.button("Take back 1 item").waitFor();
    await screen.pick(`Condition of ${named(pair.item)}`, "Damaged");
    await screen.press("Enter");
    await confirmed(screen, `1 item back from ${pair.person.name}`);

    await desk.goTo(`/items/${pair.item.id}`);
    await desk.button("Send to maintenance").click();
    const reason = desk.page.getByRole("dialog").filter({ hasText: "Send to maintenance" });
    await reason.getByRole("textbox").first().fill("Handguard cracked");
    await reason.getByRole("button", { name: "Send to maintenance" }).click();
    await reason.waitFor({ state: "detached" });
    await desk.choose("Maintenance");
    await desk.page.getByRole("row").filter({ hasText: pair.item.serial }).waitFor();
    await desk.picture("day-maintenance");

    await desk.goTo(`/items/${pair.item.id}`);
    await desk.button("Log work").click();
    const work = desk.page.getByRole("dialog", { name: `Log work: ${named(pair.item)}` });
    await work.getByText("Repaired", { exact: true }).click();
    await work.getByRole("textbox", { name: "What was found and done" }).fill("New handguard");
    await desk.pick("Afterwards", "Return to service");
    await desk.pick("Condition", "Good");
    await desk.picture("day-work");
    await work.getByRole("button", { name: "Log work" }).click();
    await work.waitFor({ state: "detached" });
    await expect
      .poll(async () => {
        const now = (await list<ItemRow>(at(2), "Inventory.List")).find((i) => i.id === pair.item.id);
        return `${now?.status} ${now?.condition}`;
      })
      .toBe("Available Good");
  });

  test("the others bring theirs back at all three counters", async () => {
    await Promise.all(
      shares.map(async (share, n) => {
        const screen = at(n);
        const out = await list<ItemRow>(screen, "Inventory.List");
        for (const pair of share) {
          // What is on PAR stays out, and who is late does not come.
          const held = out.find((i) => i.id === pair.item.id)?.holder;
          if (held && held.due !== "" && pair !== late) await takeBack(screen, pair);
        }
      }),
    );
    // 60 and the extension; the short one; two out, one of them back; the damaged one; 60 without 6 PAR, the late one and those two.
    await together(61 + 1 + 2 + 1 + (60 - 6 - 1 - 2));
  });
});

describe("the alert", () => {
  test("forty people are armed at three stations in one mass issue, and it is accounted for", async () => {
    const before = (await feed.told()).length;
    await desk.choose("Mass issue");
    await desk.field("Name").fill("Alert Bravo");
    await desk.pick("Purpose", alert);
    await desk.see(/enough for \d+ people/);
    await desk.picture("day-rehearsal");
    await desk.button("Begin at all stations").click();
    await desk.see("Scan the next person");
    const [people, rifles] = await Promise.all([freePeople(desk), readyWeapons(desk, "rifle")]);
    const pairs = Array.from({ length: 40 }, (_, i) => ({ person: nth(people, i), item: nth(rifles, i) }));
    const begin = performance.now();
    await Promise.all(
      counters.map(async (screen, n) => {
        await screen.choose("Mass issue");
        await screen.page.getByRole("link", { name: "Join" }).click();
        await screen.see("Scan the next person");
        for (const { person, item } of pairs.filter((_, i) => i % 3 === n)) {
          await screen.scan(person.label);
          await screen.scan(item.label);
          await screen.page
            .getByRole("status")
            .filter({ hasText: named(item) })
            .waitFor();
        }
      }),
    );
    console.log(`40 people armed at three stations in ${Math.round((performance.now() - begin) / 1000)} s`);
    await together(before + 40);
    await desk.picture("day-mass");
    const mass = nth(await all<MassRow>(desk, "Mass.List"), 0);
    const account = async () => (await desk.call("Mass.Account", mass.id)).body as MassAccount;
    expect(await account()).toMatchObject({ issued: 40, back: 0, out: 40 });

    await desk.button("Close").click();
    const dialog = desk.page.getByRole("dialog", { name: "Close Alert Bravo" });
    await dialog.getByRole("button", { name: "Close at all stations" }).click();
    await dialog.waitFor({ state: "detached" });
    // Most come back at the counters; three have theirs over night.
    await Promise.all(
      counters.map(async (screen, n) => {
        await screen.choose("Counter");
        for (const pair of pairs.filter((_, i) => i % 3 === n && i < 37)) await takeBack(screen, pair);
      }),
    );
    await together(before + 40 + 37);
    expect(await account()).toMatchObject({ issued: 40, back: 37, out: 3, magazines: 0, rounds: 0 });
    await desk.see("Still out");
    await desk.picture("day-account");
  });
});

describe("the closing count", () => {
  let lost: ItemRow;
  let found: ItemRow;

  test("misses one item, finds one that should be out, and is signed all the same", async () => {
    const count = await openCount(at(2), "Closing");
    await joinCount(at(1));
    const racks = await missing(desk, count.id);
    const items = await list<ItemRow>(desk, "Inventory.List");
    lost = nth(
      racks.filter((i) => i.status === "Available"),
      5,
    );
    found = nth(
      items.filter((i) => i.status === "Issued"),
      0,
    );
    const scanned = [...racks.filter((i) => i.id !== lost.id), found];
    await Promise.all(
      [2, 1].map(async (n, share) => {
        for (const item of scanned.filter((_, i) => i % 2 === share)) await at(n).scan(item.label);
      }),
    );
    for (const n of [1, 2]) await at(n).see(`${racks.length - 1} of ${racks.length} found`);
    await at(2).picture("day-closing");
    const result = await signed(count, at(2), at(1), /1 missing/);
    expect(result).toMatchObject({
      expected: racks.length,
      found: racks.length - 1,
      missing: 1,
      unexpected: 1,
    });
  });

  test("both are raised as discrepancies from the result", async () => {
    for (const [tab, item] of [
      ["Missing", lost],
      ["Unexpected", found],
    ] as const) {
      const screen = at(2);
      await screen.page
        .getByRole("group", { name: "Lists of the count" })
        .getByRole("button", { name: new RegExp(`^${tab}`) })
        .click();
      const row = screen.page.getByRole("row").filter({ hasText: named(item) });
      await row.getByRole("button", { name: `Raise a discrepancy: ${named(item)}` }).click();
      const dialog = screen.page.getByRole("dialog", { name: "Raise a discrepancy" });
      await dialog
        .getByText(/Closing count/)
        .first()
        .waitFor();
      await screen.picture(`day-raise-${tab}`);
      await dialog.getByRole("button", { name: "Raise it" }).click();
      await dialog.waitFor({ state: "detached" });
    }
    await at(0).choose("Counter");
    await at(0).scan(lost.label);
    await at(0).refusal(/discrepancy/i);
    await at(0).press("Escape");
  });

  test("an administrator looks into all of them and resolves them", async () => {
    const isOpen = (d: DiscrepancyRow) => d.state === "Open" || d.state === "Under review";
    const waiting = (await list<DiscrepancyRow>(desk, "Discrepancies.List")).filter(isOpen);
    // The magazine that did not come back, the missing item, the one that should be out.
    expect(waiting.map((d) => d.itemId)).toEqual(expect.arrayContaining([lost.id, found.id]));
    expect(waiting.length).toBe(3);
    for (const d of waiting) {
      await desk.goTo(`/discrepancies/${d.id}`);
      await desk.page.getByRole("button", { name: /^Take under review/ }).click();
      await desk.page.getByRole("button", { name: /^Take under review/ }).waitFor({ state: "detached" });
      await desk.page.getByRole("button", { name: /^Resolve it/ }).click();
      const dialog = desk.page.getByRole("dialog");
      await dialog.getByRole("textbox").fill("Looked into and put right.");
      await dialog.getByRole("button", { name: "Resolve it" }).click();
      await dialog.waitFor({ state: "detached" });
      await desk.picture(`day-resolved-${d.kind}`);
    }
    await expect
      .poll(async () => (await list<DiscrepancyRow>(at(1), "Discrepancies.List")).filter(isOpen).length)
      .toBe(0);
  });
});

describe("the report of the day", () => {
  /** What was told of the days that a report is of. */
  async function toldIn(r: Report): Promise<readonly Told[]> {
    const from = new Date(`${r.from}T00:00:00`);
    const to = new Date(`${r.to}T00:00:00`);
    to.setDate(to.getDate() + 1);
    return (await feed.told()).filter((t) => t.at >= from && t.at < to && t.converts === undefined);
  }

  test("says what the feed told, by hour, purpose, person, item, station and account", async () => {
    const hours = await report("issues", "hour");
    const told = await toldIn(hours);
    console.log(`the feed told of ${told.length} transactions of the day`);
    expect(rows(hours, moved)).toEqual(figures(countBy(told, (t) => String(t.at.getHours()))));
    const day = await report("issues", "day");
    expect(rows(day, moved)).toEqual(figures(countBy(told, () => day.from)));

    const taken = told.filter((t) => t.action === "Take");
    expect(rows(await report("issues", "purpose"), ["takes", "out"])).toEqual(
      figures(
        countBy(taken, (t) => t.duty_type),
        ["takes", "out"],
      ),
    );
    expect(rows(await report("activity", "person"), moved)).toEqual(
      figures(countBy(told, (t) => t.personnel)),
    );
    expect(rows(await report("activity", "station"), moved)).toEqual(
      figures(countBy(told, (t) => t.station)),
    );
    const names = new Map((await all<Account>(desk, "Accounts.List")).map((a) => [a.username, a.name]));
    expect(rows(await report("activity", "account"), moved)).toEqual(
      figures(countBy(told, (t) => names.get(t.issued_by) ?? t.issued_by)),
    );
    const items = await report("activity", "item");
    const times = new Map<string, number>();
    for (const { id } of taken.flatMap((t) => t.items)) times.set(id, (times.get(id) ?? 0) + 1);
    expect(
      Object.fromEntries(items.rows.map((r) => [r.link.slice("/items/".length), Number(r.cells[2])])),
    ).toEqual(Object.fromEntries(times));
  });

  test("has the strength that the day began with and what the feed told since", async () => {
    const now = await report("strength");
    const items = await list<ItemRow>(desk, "Inventory.List");
    const model = new Map(items.map((i) => [i.id, i.model]));
    const away = new Map(
      Object.entries(rows(strengthBefore, ["outTR", "outPAR"])).map(([m, n]) => [m, nth(n, 0) + nth(n, 1)]),
    );
    for (const t of await feed.told())
      for (const { id } of t.converts === undefined ? t.items : []) {
        const m = model.get(id) ?? "";
        away.set(m, (away.get(m) ?? 0) + (t.action === "Take" ? 1 : -1));
      }
    const out = rows(now, ["outTR", "outPAR"]);
    expect(Object.fromEntries(Object.entries(out).map(([m, n]) => [m, nth(n, 0) + nth(n, 1)]))).toEqual(
      Object.fromEntries([...away].filter(([, n]) => n > 0)),
    );
    const par = (await list<Transaction>(desk, "Transactions.List"))
      .filter((t) => t.receiptType === "PAR")
      .reduce((sum, t) => sum + t.stillOut, 0);
    expect(Object.values(out).reduce((sum, n) => sum + nth(n, 1), 0)).toBe(par);
    // Nothing was lost on the way: as many items as in the morning.
    expect(rows(now, ["total"])).toEqual(rows(strengthBefore, ["total"]));
    const overdue = await report("overdue", "now");
    expect(overdue.rows.map((r) => r.link)).toContain(`/items/${late.item.id}`);
  });

  test("and the stock is what is not out with people, and not missing", async () => {
    const left = new Map(stockBefore.filter((s) => s.state !== "unknown").map((s) => [s.id, s.onHand]));
    const take = (stockId: string, n: number) => left.set(stockId, (left.get(stockId) ?? 0) - n);
    for (const item of await list<ItemRow>(desk, "Inventory.List"))
      for (const q of item.holder?.stock ?? []) take(q.stockId, q.quantity);
    const { item } = nth(nth(shares, 0), 0);
    const receipt = (await list<Transaction>(desk, "Transactions.List")).findLast(
      (t) => isOfToday(t) && t.action === "Take" && t.lines.some((l) => l.itemId === item.id),
    );
    const magazines = receipt?.lines[0]?.stock.find((q) => q.type === "magazine");
    if (!magazines) throw new Error("no magazine went out with it");
    // One of them came back.
    take(magazines.stockId, magazines.quantity - 1);
    const now = (await all<StockRow>(desk, "Stock.List")).filter((s) => s.state !== "unknown");
    expect(Object.fromEntries(now.map((s) => [s.id, s.onHand]))).toEqual(Object.fromEntries(left));
  });

  test("is printed with the same figures", async () => {
    await desk.choose("Reports");
    await desk.page.getByRole("tab", { name: "Issues" }).click();
    await desk.page.getByRole("radiogroup", { name: "Period" }).getByText("Today", { exact: true }).click();
    await desk.page
      .getByRole("radiogroup", { name: "Counted by" })
      .getByText("Purpose", { exact: true })
      .click();
    const told = (await toldIn(await report("issues", "purpose"))).filter((t) => t.action === "Take");
    const whole = nth([...countBy(told, () => "").values()], 0);
    const sums = desk.page.getByRole("row", { name: `All ${whole.takes} ${whole.out}` });
    await sums.waitFor();
    await desk.picture("day-report");
    await desk.button("Print report").click();
    const dialog = desk.page.getByRole("dialog", { name: "Print report" });
    const saved = desk.page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Save as file" }).click();
    const file = await (await saved).path();
    const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
    for (const [name, m] of countBy(told, (t) => t.duty_type))
      expect(text).toMatch(new RegExp(`${name}\\s+${m.takes}\\s+${m.out}\\s`));
    expect(text).toMatch(new RegExp(`All\\s+${whole.takes}\\s+${whole.out}\\s`));
  });

  test("no screen had an error in it or asked anybody else for anything", () => {
    expect([...counters, desk].flatMap((screen) => screen.faults)).toEqual([]);
  });
});
