import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { record, rows, settled } from "./screen";

/** For the tests of a whole flow, on a busy machine. */
const long = 60_000;

async function at(route: string, options: Parameters<typeof renderApp>[0] = {}): Promise<Rendered> {
  const app = renderApp({ route, ...options });
  await screen.findByRole("heading", { level: 1 }, { timeout: long });
  await settled(app);
  return app;
}

const made = (app: Rendered, method: string) => app.backend.calls.filter((c) => c.method === method);

/** The dialog that is open; not by its role, which takes long over a long table. */
const open = () =>
  waitFor(() => {
    const dialog = document.querySelector<HTMLElement>('[role="dialog"]');
    expect(dialog).not.toBeNull();
    return dialog as HTMLElement;
  });

const all: T.ListQuery = { text: "", filter: {}, sort: "", after: "", offset: 0, limit: 1 };

/** The first item that is due. */
async function firstDue(backend: FakeBackend): Promise<T.MaintenanceRow> {
  const [first] = (await backend.call<T.Page<T.MaintenanceRow>>("Maintenance.Due", all)).items;
  if (!first) throw new Error("nothing is due");
  return first;
}

/** Its record, beside the shorter of the two lists. */
async function opened(as: string) {
  const backend = fakeBackend({ as });
  const item = await firstDue(backend);
  const app = await at(`/maintenance/now/${item.id}`, { backend });
  return { app, item };
}

describe("maintenance", () => {
  it(
    "lists what is due and what is being worked on, each with its figure",
    async () => {
      const app = await at("/maintenance");
      await screen.findByLabelText("Due for inspection (13)");
      expect(rows().length).toBeGreaterThan(0);
      await expectAccessible(app.container);
      fireEvent.click(await screen.findByLabelText("In maintenance (2)"));
      await screen.findByText("Extractor worn, waiting for the part.");
    },
    long,
  );

  it(
    "logs work from the record, and an inspected item is due no more",
    async () => {
      const { app, item } = await opened("root");
      const panel = await record(`Record of ${item.model} ${item.number}`);
      fireEvent.click(await within(panel).findByText("Log work"));
      const dialog = await open();
      const log = within(dialog).getByText("Log work").closest("button") as HTMLButtonElement;
      fireEvent.click(within(dialog).getByLabelText("Test-fired"));
      // Test-fired without rounds says nothing.
      expect(log.disabled).toBe(true);
      fireEvent.click(within(dialog).getByLabelText("Inspected"));
      await waitFor(() => expect(log.disabled).toBe(false));
      fireEvent.click(log);
      await waitFor(() => expect(made(app, "Maintenance.Log").length).toBe(1), { timeout: long });
      expect((await firstDue(app.backend)).id).not.toBe(item.id);
      expect(made(app, "Maintenance.Log")[0]?.args[0]).toMatchObject({ itemId: item.id, work: "inspected" });
    },
    long,
  );

  it("shows who may only look no button", async () => {
    const { item } = await opened("auditor");
    const panel = await record(`Record of ${item.model} ${item.number}`);
    await within(panel).findByText("Inspection due");
    for (const words of ["Log work", "Send to maintenance", "Return to service"]) {
      expect(within(panel).queryByText(words)).toBeNull();
    }
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
    fireEvent.click(await within(panel).findByText("Change status"));
    fireEvent.click(await screen.findByText("Retired", { selector: '[role="menuitem"] *' }));
    const why = await open();
    fireEvent.change(within(why).getByLabelText(/Reason/), { target: { value: "worn out" } });
    fireEvent.click(within(why).getByText("Change to Retired"));
    return app;
  }
  const second = async () => {
    const title = await screen.findByText("A second person");
    return title.closest('[role="dialog"]') as HTMLElement;
  };
  function approve(dialog: HTMLElement, username: string): void {
    fireEvent.change(within(dialog).getByLabelText("Second person's username"), {
      target: { value: username },
    });
    fireEvent.change(within(dialog).getByLabelText("Second person's password"), {
      target: { value: "a long word" },
    });
    fireEvent.click(within(dialog).getByText("Approve"));
  }

  it(
    "is asked for, and what was begun is done once he approved",
    async () => {
      const app = await retiring();
      const dialog = await second();
      approve(dialog, "root");
      await within(dialog).findByText("Nobody is the second person to himself.");
      approve(dialog, "admin");
      await waitFor(() => expect(made(app, "Inventory.SetStatus").length).toBe(2));
      await screen.findByText(/ with CPT NAVARRO, Liza G\./);
      expect(app.backend.store.items.filter((i) => i.status === "Retired").length).toBe(2);
    },
    long,
  );

  it(
    "is given up with Esc, and the dialog under it keeps what was typed",
    async () => {
      await retiring();
      const dialog = await second();
      const approve = within(dialog).getByText("Approve").closest("button");
      approve?.focus();
      fireEvent.keyDown(within(dialog).getByText("Cancel"), { key: "Escape" });
      await waitFor(() => expect(screen.queryByText("A second person")).toBeNull());
      const why = await open();
      expect(within(why).getByLabelText(/Reason/)).toHaveProperty("value", "worn out");
    },
    long,
  );

  it(
    "that is not found leaves everything as it was, with the sentence",
    async () => {
      const app = await retiring();
      fireEvent.click(within(await second()).getByText("Cancel"));
      await screen.findByText("This needs a second person at this site.");
      expect(made(app, "Inventory.SetStatus").length).toBe(1);
    },
    long,
  );
});
