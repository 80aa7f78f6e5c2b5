import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { record, rows, settled } from "./screen";

async function at(route: string, options: Parameters<typeof renderApp>[0] = {}): Promise<Rendered> {
  const app = renderApp({ route, ...options });
  await settled(app);
  return app;
}

const made = (app: Rendered, method: string) => app.backend.calls.filter((c) => c.method === method);

/** The first item that is due, by the list. */
async function firstDue(app: Rendered): Promise<T.MaintenanceRow> {
  const page = await app.station.doors.api.maintenance.due({
    text: "",
    filter: {},
    sort: "",
    after: "",
    offset: 0,
    limit: 1,
  });
  const first = page.items[0];
  if (!first) throw new Error("nothing is due");
  return first;
}

describe("maintenance", () => {
  it("lists what is due and what is being worked on, each with its figure", async () => {
    const app = await at("/maintenance");
    await screen.findByRole("radio", { name: /Due for inspection \(13\)/ });
    expect(rows().length).toBeGreaterThan(0);
    await expectAccessible(app.container);
    fireEvent.click(screen.getByRole("radio", { name: /In maintenance \(2\)/ }));
    await screen.findByText("Extractor worn, waiting for the part.");
  });

  it("logs work from the record, and an inspected item is due no more", async () => {
    const app = await at("/maintenance");
    const item = await firstDue(app);
    fireEvent.click(await screen.findByText(item.number));
    const panel = await record(`Record of ${item.model} ${item.number}`);
    fireEvent.click(await within(panel).findByRole("button", { name: "Log work" }));
    const dialog = await screen.findByRole("dialog");
    await expectAccessible(dialog);
    fireEvent.click(within(dialog).getByRole("radio", { name: "Test-fired" }));
    // Test-fired without rounds says nothing.
    expect(within(dialog).getByRole("button", { name: "Log work" })).toHaveProperty("disabled", true);
    fireEvent.click(within(dialog).getByRole("radio", { name: "Inspected" }));
    fireEvent.click(within(dialog).getByRole("button", { name: "Log work" }));
    await screen.findByRole("radio", { name: /Due for inspection \(12\)/ });
    expect(made(app, "Maintenance.Log")[0]?.args[0]).toMatchObject({ itemId: item.id, work: "inspected" });
  });

  it("shows who may only look no button", async () => {
    const app = await at("/maintenance", { as: "auditor" });
    const item = await firstDue(app);
    fireEvent.click(await screen.findByText(item.number));
    const panel = await record(`Record of ${item.model} ${item.number}`);
    await within(panel).findByText("Inspection due");
    expect(within(panel).queryByRole("button", { name: "Log work" })).toBeNull();
    expect(within(panel).queryByRole("button", { name: /maintenance|service/i })).toBeNull();
  });
});

describe("a second person", () => {
  async function retiring(): Promise<Rendered> {
    const app = await at("/items");
    const { store } = app.backend;
    store.site = { ...store.site, twoPerson: ["retire"] };
    const item = store.items.find((i) => i.status === "Available");
    fireEvent.click(await screen.findByText(item?.number ?? ""));
    const panel = await record(`Record of ${item?.model} ${item?.number}`);
    fireEvent.click(await within(panel).findByRole("button", { name: "Change status" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Retired" }));
    const why = await screen.findByRole("dialog", { name: /Retired/ });
    fireEvent.change(within(why).getByRole("textbox", { name: /Reason/ }), { target: { value: "worn out" } });
    fireEvent.click(within(why).getByRole("button", { name: "Change to Retired" }));
    return app;
  }
  const second = () => screen.findByRole("dialog", { name: "A second person" });
  function approve(dialog: HTMLElement, username: string): void {
    fireEvent.change(within(dialog).getByLabelText("Second person's username"), {
      target: { value: username },
    });
    fireEvent.change(within(dialog).getByLabelText("Second person's password"), {
      target: { value: "a long word" },
    });
    fireEvent.click(within(dialog).getByRole("button", { name: "Approve" }));
  }

  it("is asked for, and what was begun is done once he approved", async () => {
    const app = await retiring();
    const dialog = await second();
    await expectAccessible(dialog);
    approve(dialog, "root");
    await within(dialog).findByText("Nobody is the second person to himself.");
    approve(dialog, "admin");
    await waitFor(() => expect(made(app, "Inventory.SetStatus").length).toBe(2));
    await screen.findByText(/ with CPT NAVARRO, Liza G\./);
    expect(app.backend.store.items.filter((i) => i.status === "Retired").length).toBe(2);
  });

  it("that is not found leaves everything as it was, with the sentence", async () => {
    const app = await retiring();
    fireEvent.click(within(await second()).getByRole("button", { name: "Cancel" }));
    await screen.findByText("This needs a second person at this site.");
    expect(made(app, "Inventory.SetStatus").length).toBe(1);
  });
});
