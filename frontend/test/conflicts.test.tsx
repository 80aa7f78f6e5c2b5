import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../src/backend/fake";
import type { Conflict } from "../src/backend/types.gen";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { rows, settled } from "./screen";

/** The panel of the open conflict of a kind. */
async function open(kind: string, as = "root"): Promise<{ readonly app: Rendered; readonly c: Conflict }> {
  const backend = fakeBackend({ as });
  const c = backend.store.conflicts.find((x) => x.kind === kind && x.state === "Open");
  if (!c) throw new Error(`the fake has no ${kind}`);
  const app = renderApp({ route: `/discrepancies/${c.id}`, backend });
  await screen.findByRole("article", { name: c.title });
  await settled(app);
  return { app, c };
}

const card = (c: Conflict) => screen.getByRole("article", { name: c.title });

/** What is sent to the station, whoever was clicked. */
const decided = (app: Rendered) =>
  app.backend.calls.filter((c) => c.method === "Conflicts.Resolve").map((c) => c.args);

async function close(app: Rendered, c: Conflict, choice: RegExp): Promise<void> {
  fireEvent.click(within(card(c)).getByRole("button", { name: choice }));
  const dialog = await screen.findByRole("dialog", { name: c.title });
  const button = within(dialog).getByRole("button", { name: "Close the conflict" });
  expect(button).toHaveProperty("disabled", true);
  fireEvent.change(within(dialog).getByLabelText(/^Finding/), { target: { value: "Looked in the rack" } });
  fireEvent.click(button);
  await waitFor(() => expect(app.backend.store.conflicts.find((x) => x.id === c.id)?.state).toBe("Resolved"));
}

const oneButton = [
  ["fork of a log", /different entries in the same place/, "Both branches are kept"],
  ["hub granted twice", /signed leave for two/, "Issued"],
  ["over the limit", /more than this person may have out/, "holds"],
  ["return mismatch", /say different things/, "Available"],
  ["restriction crossed", /neither knew of the other/, "Suspended"],
  ["same command twice", /each carried it out/, "The earliest of them stands"],
] as const;

const healing = [
  ["same number twice", "Edit the record with the wrong number.", "Both records stand"],
  ["stock below zero", "Count the stock line.", "40 more went out"],
  ["two counts differ", "Count the stock line again.", "there are 1180"],
  ["last superuser", "Make another account superuser.", "stays superuser"],
] as const;

describe("a conflict", () => {
  it("of an item issued twice shows both sides, what holds now and a consequence on each button", async () => {
    const { app, c } = await open("double issue");
    const one = within(card(c));
    const side = one.getByRole("group", { name: "Counter 2" });
    expect(side.textContent).toContain("Issued to");
    expect(within(side).getByRole("link", { name: "Receipt 2-118" })).toBeTruthy();
    expect(side.textContent).toContain("the clock of that PC was wrong");
    expect(one.getByRole("group", { name: "What holds now" }).textContent).toContain("Contested");
    for (const choice of c.choices) {
      expect(
        one.getByRole("button", { name: new RegExp(choice.title.replace(/[.,]/g, ".")) }).textContent,
      ).toContain(choice.consequence);
    }
    await expectAccessible(document.body);
    fireEvent.click(one.getByRole("button", { name: /^Nobody has it/ }));
    const dialog = await screen.findByRole("dialog", { name: c.title });
    fireEvent.change(within(dialog).getByLabelText(/^Finding/), { target: { value: "It is in the rack" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Close the conflict" }));
    await screen.findByText("It is in the rack");
    expect(decided(app)).toEqual([[c.id, "It is in the rack", ""]]);
  });

  it("of a revoked station's entries is adopted or rejected, and they are no longer struck through when adopted", async () => {
    const { app, c } = await open("quarantined tail");
    const tail = within(card(c)).getByRole("group", { name: "Gate house" });
    expect(within(tail).getAllByText("Does not count: written by a revoked station")).toHaveLength(3);
    expect(within(tail).getByText("and 61 more entries")).toBeTruthy();
    expect(within(card(c)).getByRole("group", { name: "ADMIN-1" }).textContent).toContain("Station revoked");
    expect(within(card(c)).getByRole("button", { name: /^They do not count/ })).toBeTruthy();
    await close(app, c, /^They count/);
    expect(decided(app)).toEqual([[c.id, "Looked in the rack", "adopt"]]);
    await waitFor(() =>
      expect(within(card(c)).queryByText("Does not count: written by a revoked station")).toBeNull(),
    );
  });

  it.each(oneButton)("of the kind %s is closed with a finding", async (kind, how, now) => {
    const { app, c } = await open(kind);
    expect(within(card(c)).getByText(how)).toBeTruthy();
    expect(within(card(c)).getByRole("group", { name: "What holds now" }).textContent).toContain(now);
    expect(within(card(c)).getByRole("button").textContent).toContain(c.choices[0]?.consequence);
    await close(app, c, /^Close it/);
    expect(decided(app)).toEqual([[c.id, "Looked in the rack", ""]]);
  });

  it("of a log that forks stands in one column for each branch", async () => {
    const { c: conflict } = await open("fork of a log");
    const c = within(card(conflict));
    expect(c.getByRole("group", { name: "Counter 2, branch 1" })).toBeTruthy();
    expect(c.getByRole("group", { name: "Counter 2, branch 2" })).toBeTruthy();
  });

  it("of a record edited twice is over with one click on the other value", async () => {
    const { app, c } = await open("edited twice");
    const other = c.choices[1];
    fireEvent.click(within(card(c)).getByRole("button", { name: /^Phone: 0917 555 0111/ }));
    await waitFor(() => expect(screen.queryByRole("article", { name: c.title })).toBeNull());
    expect(decided(app)).toEqual([[c.id, "", other?.id]]);
    expect(screen.queryByRole("dialog")).toBeNull();
    await screen.findByText("This is over");
  });

  it.each(healing)("of the kind %s says that it closes by itself, and how", async (kind, how, now) => {
    const { c: conflict } = await open(kind);
    const c = within(card(conflict));
    expect(c.getByText("This closes by itself as soon as it is put right")).toBeTruthy();
    expect(c.getByText(how)).toBeTruthy();
    expect(c.getByRole("group", { name: "What holds now" }).textContent).toContain(now);
    expect(c.queryByRole("button")).toBeNull();
  });

  it("is only read by an armorer", async () => {
    const { c: conflict } = await open("fork of a log", "armorer1");
    const c = within(card(conflict));
    expect(c.getByText("An administrator decides this.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Close it/ })).toBeNull();
  });
});

describe("the conflicts", () => {
  it("are found under their old address among the discrepancies, the open ones first", async () => {
    const app = renderApp({ route: "/conflicts" });
    await screen.findByRole("heading", { name: "Discrepancies" });
    await settled(app);
    expect(rows().length).toBe(app.backend.store.conflicts.length);
    expect(rows()[0]?.textContent).toContain("Conflict between stations");
    expect(rows().at(-1)?.textContent).toContain("Resolved");
  });
});

describe("a history", () => {
  it("strikes through what a revoked station wrote, and says why", async () => {
    const backend = fakeBackend({ as: "root" });
    const { store } = backend;
    const [before, item] = [store.events.find((e) => e.event.kind === "take"), store.items[40]];
    if (!before || !item) throw new Error("the fake has no history");
    store.events.unshift({ subject: item.id, event: { ...before.event, entry: "ab", quarantined: true } });
    store.events.unshift({ subject: item.id, event: { ...before.event, entry: "cd", title: "It counts" } });
    renderApp({ route: `/items/${item.id}`, backend });
    const words = await screen.findByText("Does not count: written by a revoked station");
    expect(words.closest("li")?.textContent).toContain(before.event.title);
    expect(words.closest("li")?.getAttribute("data-void")).toBe("true");
    expect(screen.getByText("It counts").closest("li")?.getAttribute("data-void")).toBeNull();
  });
});
