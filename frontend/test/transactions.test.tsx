import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { record, rowOf, rows, settled } from "./screen";

async function transactions(route = "/transactions", as = "root"): Promise<Rendered> {
  const app = renderApp({ route, as });
  await settled(app);
  return app;
}

/** The last question put to the service. */
function asked(app: Rendered): T.ListQuery {
  const calls = app.backend.calls.filter((c) => c.method === "Transactions.List");
  return calls.at(-1)?.args[0] as T.ListQuery;
}

/** A filter's chip; heads of columns that sort have the same words. */
const chip = (name: string) => within(screen.getByRole("search")).getByRole("button", { name });

async function choose(name: string, option: string): Promise<void> {
  fireEvent.click(chip(name));
  fireEvent.click(await screen.findByRole("menuitem", { name: option }));
}

describe("the list of transactions", () => {
  it("is narrowed by action, purpose and station, and cleared again", async () => {
    const app = await transactions();
    const all = rows().length;
    await choose("Action", "Take");
    await choose("Purpose", "Guard Duty");
    await choose("Station", "Counter 1");
    await waitFor(() =>
      expect(asked(app).filter).toMatchObject({
        action: "Take",
        purpose: "Guard Duty",
        station: app.backend.store.station.id,
      }),
    );
    await settled(app);
    expect(rows().length).toBeLessThan(all);
    expect(rows().every((r) => r.textContent?.includes("Guard Duty"))).toBe(true);
    fireEvent.click(screen.getByRole("button", { name: "Clear all" }));
    await waitFor(() => expect(rows()).toHaveLength(all));
  });

  it("is narrowed to one person who is found by typing", async () => {
    const app = await transactions();
    const tx = app.backend.store.transactions[0] as T.Transaction;
    fireEvent.click(chip("Person"));
    fireEvent.change(await screen.findByPlaceholderText("Name, serial, id or badge"), {
      target: { value: tx.personLabel },
    });
    fireEvent.click(await screen.findByRole("option", { name: new RegExp(tx.personLabel), hidden: true }));
    await screen.findByRole("button", { name: `Person: ${tx.person}` });
    await waitFor(() => expect(asked(app).filter.person).toBe(tx.personId));
    await settled(app);
    expect(rows().every((r) => r.textContent?.includes(tx.person))).toBe(true);
  });

  it("is narrowed to one item by the link from its record", async () => {
    const app = await transactions();
    const line = app.backend.store.transactions[0]?.lines[0] as T.TransactionLine;
    const { container } = renderApp({ route: `/transactions?item=${line.itemId}`, backend: app.backend });
    await within(container).findByRole("button", { name: `Item: ${line.model} ${line.number}` });
    expect(asked(app).filter).toEqual({ item: line.itemId });
  });

  it("is narrowed to whole local days: the second moment is the first after the last day", async () => {
    const app = await transactions();
    const all = rows().length;
    fireEvent.click(chip("When"));
    fireEvent.click(await screen.findByRole("button", { name: "Yesterday" }));
    await waitFor(() => expect(asked(app).filter.from).toBeTruthy());
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    const { from, to } = asked(app).filter;
    expect(to).toBe(midnight.toISOString());
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(24 * 3_600_000);
    expect(screen.getByRole("button", { name: /^When: / })).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Take the filter away: When" }));
    await waitFor(() => expect(chip("When").textContent).toBe("When"));
    await waitFor(() => expect(rows()).toHaveLength(all));
  });

  it("finds a receipt by its number", async () => {
    const app = await transactions();
    const tx = app.backend.store.transactions[3] as T.Transaction;
    fireEvent.change(screen.getByRole("textbox", { name: "Receipt, person, item or purpose" }), {
      target: { value: tx.receiptNo },
    });
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(rows()[0]?.textContent).toContain(tx.receiptNo);
  });

  it("is saved as it is narrowed", async () => {
    const app = await transactions("/transactions?action=Take");
    fireEvent.click(screen.getByRole("button", { name: "Export" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: /Excel/ }));
    await screen.findByText("Saved as transactions.xlsx");
    const call = app.backend.calls.find((c) => c.method === "Exchange.Export");
    expect(call?.args.slice(0, 2)).toEqual(["transactions", "xlsx"]);
    expect((call?.args[2] as T.ListQuery | undefined)?.filter).toEqual({ action: "Take" });
  });

  it("with nothing in it leads to the counter", async () => {
    const app = renderApp({ route: "/stations" });
    app.backend.store.transactions.length = 0;
    const { container } = renderApp({ route: "/transactions", backend: app.backend });
    const empty = await within(container).findByText("Nothing has been issued yet");
    expect(empty).toBeTruthy();
    expect(within(container).getByRole("link", { name: "Open the counter" })).toBeTruthy();
  });
});

describe("a receipt", () => {
  it("says who took what, for what, until when, and what is still out", async () => {
    const app = await transactions();
    const tx = app.backend.store.transactions[0] as T.Transaction;
    fireEvent.click(rowOf(tx.receiptNo));
    const panel = await record(`Receipt ${tx.receiptNo}`);
    await within(panel).findByText("1 of 1 still out");
    expect(within(panel).getByRole("link", { name: tx.person }).getAttribute("href")).toBe(
      `/people/${tx.personId}`,
    );
    const [line] = tx.lines;
    expect(
      within(panel)
        .getByRole("link", { name: `${line?.model} ${line?.number}` })
        .getAttribute("href"),
    ).toBe(`/items/${line?.itemId}`);
    expect(panel.textContent).toContain("Granted by the hub");
    await expectAccessible(document.body);
  });

  it("goes to the counter to be taken back", async () => {
    const app = await transactions();
    const tx = app.backend.store.transactions[0] as T.Transaction;
    fireEvent.click(rowOf(tx.receiptNo));
    fireEvent.click(await screen.findByRole("button", { name: "Take back what is out" }));
    await screen.findByRole("button", { name: /Take back 1 item/ });
  });

  it("shows an auditor no way to take back", async () => {
    const app = await transactions("/transactions", "auditor");
    fireEvent.click(rowOf(app.backend.store.transactions[0]?.receiptNo ?? ""));
    await screen.findByText("1 of 1 still out");
    expect(screen.queryByRole("button", { name: "Take back what is out" })).toBeNull();
  });

  it("says when it was issued without the hub's check, and why", async () => {
    const app = renderApp({ route: "/stations" });
    const { transactions: all } = app.backend.store;
    all[0] = { ...(all[0] as T.Transaction), why: "override", whyReason: "Alert", clockSuspect: true };
    const { container } = renderApp({ route: `/transactions/${all[0].id}`, backend: app.backend });
    await within(container).findByText("Issued without the hub's check");
    expect(within(container).getByText("Alert")).toBeTruthy();
    expect(within(container).getByText(/The clock of that PC was wrong/)).toBeTruthy();
  });

  it("is reached from the command palette", async () => {
    const app = await transactions("/stations");
    const no = app.backend.store.transactions[2]?.receiptNo ?? "";
    fireEvent.click(screen.getByRole("button", { name: "Search and commands" }));
    fireEvent.change(await screen.findByRole("textbox", { name: "Search and commands" }), {
      target: { value: no },
    });
    fireEvent.click(await screen.findByRole("button", { name: new RegExp(`Receipt ${no}`) }));
    await record(`Receipt ${no}`);
  });

  it("is reached from the bell and from the live board", async () => {
    const app = await transactions("/board");
    const tx = app.backend.store.transactions[0] as T.Transaction;
    const names = tx.lines.map((l) => `took ${l.model} ${l.number}`).join();
    expect((await screen.findByRole("link", { name: names })).getAttribute("href")).toBe(
      `/transactions/${tx.id}`,
    );
    app.backend.store.notify("Item out", "Somebody took it.", "info", `/transactions/${tx.id}`);
    fireEvent.click(screen.getByRole("button", { name: /notifications/i }));
    fireEvent.click(await screen.findByRole("link", { name: "Item out", hidden: true }));
    await record(`Receipt ${tx.receiptNo}`);
  });
});
