import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, renderApp } from "./render";
import { buttons, record, scan, settled } from "./screen";

// The stock page, and the stock on a receipt.

const asked = <A,>(backend: FakeBackend, method: string) =>
  backend.calls.filter((c) => c.method === method).map((c) => c.args[0] as A);
const line = (backend: FakeBackend, name: string) => {
  const found = backend.store.stock.lines.find((l) => l.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};
const button = (within_: HTMLElement, name: string) => within(within_).getByRole("button", { name });

/** The page with one line open. */
async function opened(name: string, as = "root") {
  const backend = fakeBackend({ as });
  const app = renderApp({ backend, route: `/stock/${line(backend, name).id}` });
  await settled(app);
  return { app, backend, id: line(backend, name).id };
}

async function dialogOf(panel: HTMLElement, action: string): Promise<HTMLElement> {
  fireEvent.click(button(panel, action));
  return screen.findByRole("dialog");
}

describe("the stock page", () => {
  it("lists the lines under their types and says which are low", async () => {
    const app = renderApp({ route: "/stock" });
    await settled(app);
    const table = await screen.findByRole("grid", { name: "Stock" });
    expect(
      within(table)
        .getAllByRole("rowheader")
        .map((h) => h.textContent),
    ).toEqual(["Magazines4 lines", "Ammunition5 lines", "Accessories5 lines"]);
    expect(within(table).getByText("Below zero")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Low only" }));
    await waitFor(() => expect(within(table).queryByText("Sling")).toBeNull());
    expect(within(table).getByText("Holster")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Stock: 4" })).toBeTruthy();
    await expectAccessible(app.container);
  });

  it("goes from line to line with the arrows, and Enter opens", async () => {
    const app = renderApp({ route: "/stock" });
    await settled(app);
    const table = screen.getByRole("grid", { name: "Stock" });
    fireEvent.keyDown(table, { key: "ArrowDown" });
    fireEvent.keyDown(table, { key: "ArrowDown" });
    fireEvent.keyDown(table, { key: "Enter" });
    expect(await record("Record of M14 magazine, 20 rd")).toBeTruthy();
  });

  it("says what a stock line is while there is none", async () => {
    const backend = fakeBackend({ as: "root" });
    backend.store.stock.lines.length = 0;
    const app = renderApp({ backend, route: "/stock" });
    await settled(app);
    expect(screen.getByText("There is no stock line yet")).toBeTruthy();
    expect(buttons().filter((b) => b.startsWith("Add a line")).length).toBe(2);
  });

  it("adds a line and opens it", async () => {
    const app = renderApp({ route: "/stock" });
    await settled(app);
    fireEvent.click(screen.getByRole("button", { name: /Add a line/ }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(within(dialog).getByLabelText("Accessory"));
    fireEvent.change(within(dialog).getByLabelText(/^Name/), { target: { value: "Red dot sight" } });
    fireEvent.change(within(dialog).getByLabelText("Most with one issue"), { target: { value: "1" } });
    await waitFor(() => expect(button(dialog, "Add the line")).toHaveProperty("disabled", false));
    fireEvent.click(button(dialog, "Add the line"));
    expect(await record("Record of Red dot sight")).toBeTruthy();
    expect(asked<T.StockForm>(app.backend, "Stock.Save")).toMatchObject([
      { id: "", name: "Red dot sight", type: "accessory", cap: 1, low: 0 },
    ]);
  });
});

describe("a stock line", () => {
  it("is received, from where", async () => {
    const { backend, id } = await opened("Sling");
    const panel = await record("Record of Sling");
    const dialog = await dialogOf(panel, "Receive");
    fireEvent.change(within(dialog).getByLabelText(/How much came in/), { target: { value: "12" } });
    expect(dialog.textContent).toContain("On hand afterwards46");
    fireEvent.change(within(dialog).getByLabelText("From where"), { target: { value: "Supply 12" } });
    fireEvent.click(button(dialog, "Receive"));
    await waitFor(() => expect(within(panel).getByText("Received 12")).toBeTruthy());
    expect(within(panel).getByText("46")).toBeTruthy();
    expect(asked<T.StockChange>(backend, "Stock.Change")).toEqual([
      { id, how: "received", quantity: 12, reason: "Supply 12", commandId: expect.any(String) },
    ]);
  });

  it("that got no answer is sent again as the same change, and corrected as another", async () => {
    const { backend } = await opened("Sling");
    const dialog = await dialogOf(await record("Record of Sling"), "Receive");
    const type = (value: string) =>
      fireEvent.change(within(dialog).getByLabelText(/How much came in/), { target: { value } });
    const silent = { code: "TIMEOUT", message: "The station did not answer.", fix: "Try again." };
    for (const [value, fails] of [
      ["12", true],
      ["12", true],
      ["21", false],
    ] as const) {
      if (fails) backend.failNext("Stock.Change", silent);
      type(value);
      const before = asked<T.StockChange>(backend, "Stock.Change").length;
      fireEvent.click(button(dialog, "Receive"));
      await waitFor(() => expect(asked<T.StockChange>(backend, "Stock.Change")).toHaveLength(before + 1));
      if (fails) await within(dialog).findByText("The station did not answer.");
    }
    const [first, again, other] = asked<T.StockChange>(backend, "Stock.Change").map((c) => c.commandId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it("shows what the record says and the difference before a count is saved", async () => {
    const { backend, id } = await opened("Sling", "armorer1");
    const panel = await record("Record of Sling");
    expect(within(panel).queryByRole("button", { name: "Receive" })).toBeNull();
    const dialog = await dialogOf(panel, "Count");
    fireEvent.change(within(dialog).getByLabelText(/What you counted/), { target: { value: "31" } });
    expect(dialog.textContent).toContain("By the record34");
    expect(dialog.textContent).toContain("Difference\u22123");
    fireEvent.click(button(dialog, "Save the count"));
    await waitFor(() => expect(within(panel).getByText("= 31")).toBeTruthy());
    expect(asked<T.StockChange>(backend, "Stock.Change")).toEqual([
      { id, how: "counted", quantity: 31, reason: "", commandId: expect.any(String) },
    ]);
  });

  it("is corrected with a reason only, and a refusal stays in the dialog", async () => {
    const { backend } = await opened("Sling");
    const panel = await record("Record of Sling");
    const dialog = await dialogOf(panel, "Correct");
    fireEvent.change(within(dialog).getByLabelText(/By how much/), { target: { value: "-40" } });
    expect(button(dialog, "Correct")).toHaveProperty("disabled", true);
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "written twice" } });
    fireEvent.click(button(dialog, "Correct"));
    await within(dialog).findByText(/40 of Sling are asked for, and 34 are left/);
    expect(line(backend, "Sling").onHand).toBe(34);
    fireEvent.change(within(dialog).getByLabelText(/By how much/), { target: { value: "-4" } });
    fireEvent.click(button(dialog, "Correct"));
    await waitFor(() => expect(line(backend, "Sling").onHand).toBe(30));
  });

  it("is not used any more for a reason", async () => {
    const { backend } = await opened("Sling");
    const dialog = await dialogOf(await record("Record of Sling"), "Stop using it");
    fireEvent.change(within(dialog).getByLabelText(/^Reason/), { target: { value: "worn out" } });
    fireEvent.click(button(dialog, "Stop using it"));
    await waitFor(() => expect(line(backend, "Sling").withdrawn).toBe(true));
  });

  it("names who has some of it, and changes nothing for an auditor", async () => {
    const { app } = await opened("Sling", "auditor");
    const panel = await record("Record of Sling");
    expect(within(panel).getAllByRole("link", { name: /^Receipt 1-/ }).length).toBeGreaterThan(1);
    expect(within(panel).getByText("6 out")).toBeTruthy();
    for (const name of ["Receive", "Count", "Correct", "Edit", "Stop using it"])
      expect(within(panel).queryByRole("button", { name })).toBeNull();
    expect(buttons().some((b) => b.startsWith("Add a line"))).toBe(false);
    await expectAccessible(app.container);
  });
});

const enter = () => fireEvent.keyDown(document.activeElement ?? document.body, { key: "Enter" });

async function atCounter() {
  const app = renderApp({ route: "/counter" });
  await screen.findByText("Scan a person or an item");
  await waitFor(() =>
    expect(screen.getByRole("combobox", { name: "Purpose" })).toHaveProperty("value", "Duty Sentinel"),
  );
  const { store } = app.backend;
  const rifle = store.items.findLast((i) => i.status === "Available" && i.calibre === "5.56x45mm"); // the first has a discrepancy
  const out = store.items.find((i) => i.status === "Issued" && i.category === "rifle");
  if (!rifle || !out) throw new Error("no rifle");
  return { ...app, rifle, out };
}

describe("stock at the counter", () => {
  it("goes out with the weapon: accessories that were pressed, and the lot that was chosen", async () => {
    const { backend, rifle, container } = await atCounter();
    scan(backend.store.people[0]?.label ?? "");
    scan(rifle.label);
    await screen.findByText(/40 × M193 5.56 Ball.*50 × M855 5.56 Ball/);
    fireEvent.click(screen.getByRole("button", { name: /^Add Sling/ }));
    expect(screen.getByRole("button", { name: "One more Sling" })).toHaveProperty("disabled", true);
    fireEvent.click(screen.getByRole("button", { name: /^Add Magazine pouch/ }));
    fireEvent.click(screen.getByRole("button", { name: "One more Magazine pouch" }));
    fireEvent.click(screen.getByRole("button", { name: /^Lots of/ }));
    fireEvent.click(await screen.findByRole("menuitem", { name: /M855/ }));
    await screen.findByText(/90 × M855 5.56 Ball/);
    await expectAccessible(container);
    enter();
    await screen.findByText("Receipt 1-471");
    const named = asked<T.IssueRequest>(backend, "Counter.Issue")[0]?.stock.map((q) => [
      backend.store.stock.line(q.stockId).name,
      q.quantity,
    ]);
    expect(named).toEqual([
      ["Sling", 1],
      ["Magazine pouch", 2],
      ["M855 5.56 Ball", 90],
    ]);
    expect(line(backend, "M193 5.56 Ball").onHand).toBe(40);
    expect(line(backend, "Sling").onHand).toBe(33);
  });

  it("says early that there are too few rounds", async () => {
    const { backend, rifle } = await atCounter();
    scan(backend.store.people[0]?.label ?? "");
    scan(rifle.label);
    const rounds = await screen.findByLabelText(`Rounds of ${rifle.model} ${rifle.number}`);
    fireEvent.change(rounds, { target: { value: "9000" } });
    await screen.findByText(/9000 of rounds 5.56x45mm are asked for/);
    expect(asked<T.ProposeRequest>(backend, "Counter.Propose").at(-1)?.typed).toEqual([
      { itemId: rifle.id, magazines: 3, rounds: 9000 },
    ]);
  });

  it("comes back; a sling that does not is named and stays open", async () => {
    const { backend, out } = await atCounter();
    const before = line(backend, "Sling").onHand;
    scan(out.label);
    fireEvent.click(await screen.findByRole("button", { name: "One less Sling" }));
    expect(screen.getByText("Short by 1 Sling")).toBeTruthy();
    enter();
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText("1 Sling")).toBeTruthy();
    expect(within(dialog).queryByLabelText("Used up")).toBeNull();
    fireEvent.click(button(dialog, "Take it back"));
    await screen.findByText("Receipt 1-471");
    const last = asked<T.ReturnRequest>(backend, "Counter.Return").at(-1);
    expect(last?.stock).toEqual([]);
    expect(last?.lines[0]?.missing).toBe("discrepancy");
    expect(line(backend, "Sling").onHand).toBe(before);
  });

  it("is used up only where nothing but rounds is short, and only with a note", async () => {
    const { backend, out } = await atCounter();
    scan(out.label);
    const rounds = await screen.findByLabelText(`Rounds of ${out.model} ${out.number}`);
    fireEvent.change(rounds, { target: { value: "12" } });
    await screen.findByText("Short by 48 rounds");
    screen.getByLabelText(/scan/i, { selector: "input" }).focus();
    enter();
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText("48 rounds")).toBeTruthy();
    const confirm = button(dialog, "Take it back");
    expect(confirm).toHaveProperty("disabled", true);
    fireEvent.click(within(dialog).getByLabelText("Used up"));
    expect(confirm).toHaveProperty("disabled", true);
    fireEvent.change(within(dialog).getByLabelText(/Note/), { target: { value: "Fired at the range" } });
    expect(confirm).toHaveProperty("disabled", false);
    fireEvent.click(confirm);
    await screen.findByText("Receipt 1-471");
    const last = asked<T.ReturnRequest>(backend, "Counter.Return").at(-1);
    expect(last).toMatchObject({ notes: "Fired at the range", stock: null });
    expect(last?.lines[0]?.missing).toBe("expended");
  });
});
