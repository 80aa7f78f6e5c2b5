import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { buttons, record, rowOf, rows, scan, settled } from "./screen";

async function people(options: Parameters<typeof renderApp>[0] = {}): Promise<Rendered> {
  const app = renderApp({ route: "/people", ...options });
  await settled(app);
  return app;
}

function known(app: Rendered, name: string) {
  const person = app.backend.store.people.find((p) => p.name.includes(name));
  if (!person) throw new Error(`no ${name}`);
  return person;
}

const type = (dialog: HTMLElement, label: RegExp, value: string) =>
  fireEvent.change(within(dialog).getByRole("textbox", { name: label }), { target: { value } });

async function register(serial: string): Promise<HTMLElement> {
  fireEvent.click(screen.getByRole("button", { name: /Register person/ }));
  const dialog = await screen.findByRole("dialog");
  fireEvent.click(await within(dialog).findByRole("combobox", { name: /Rank/ }));
  fireEvent.click(await screen.findByRole("option", { name: "TSGT", hidden: true }));
  type(dialog, /Serial number/, serial);
  type(dialog, /Last name/, "Abueva");
  type(dialog, /First name/, "Rosa");
  return dialog;
}

describe("a person", () => {
  it("is registered and the record opens", async () => {
    const { backend } = await people();
    const dialog = await register("99001");
    fireEvent.click(within(dialog).getByRole("button", { name: "Register" }));
    // It is said for some seconds only: looked for while the record opens.
    const said = screen.findByText("TSGT ABUEVA, Rosa is registered");
    await Promise.all([record("Record of TSGT ABUEVA, Rosa"), said]);
    expect(backend.store.people[0]?.serial).toBe("99001");
  });

  it("cannot be registered while something needed is empty", async () => {
    await people();
    const dialog = await register("");
    expect(within(dialog).getByRole("button", { name: "Register" })).toHaveProperty("disabled", true);
  });

  it("with a serial number that is taken is refused at the form, and what was typed stays", async () => {
    const app = await people();
    const taken = known(app, "DELA CRUZ, Juan").serial;
    const dialog = await register(taken);
    fireEvent.click(within(dialog).getByRole("button", { name: "Register" }));
    const alert = await within(dialog).findByRole("alert");
    expect(alert.textContent).toContain(`Serial number ${taken} is registered already.`);
    expect(within(dialog).getByRole("textbox", { name: /Last name/ })).toHaveProperty("value", "Abueva");
    expect(app.backend.store.people).toHaveLength(40);
  });

  it("gets the badge that is scanned while the form is open", async () => {
    await people();
    const dialog = await register("99002");
    scan("CARD-5");
    await waitFor(() =>
      expect(within(dialog).getByRole("textbox", { name: /Badge code/ })).toHaveProperty("value", "CARD-5"),
    );
    expect(screen.getByRole("heading", { name: "People" })).toBeTruthy();
  });

  it("is edited", async () => {
    const app = await people({ route: "/people" });
    const person = known(app, "AQUINO");
    fireEvent.click(rowOf(person.name));
    const panel = await record(`Record of ${person.name}`);
    fireEvent.click(await within(panel).findByRole("button", { name: "Edit" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.change(await within(dialog).findByRole("textbox", { name: "Phone" }), {
      target: { value: "0999 1" },
    });
    fireEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await within(panel).findByText("0999 1");
    expect(app.backend.store.person(person.id).phone).toBe("0999 1");
  });
});

describe("a change of status", () => {
  async function change(app: Rendered, name: string, word: string) {
    const person = known(app, name);
    fireEvent.click(rowOf(person.name));
    const panel = await record(`Record of ${person.name}`);
    fireEvent.click(await within(panel).findByRole("button", { name: "Change status" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: word }));
    return { person, panel, dialog: await screen.findByRole("dialog") };
  }

  it("asks for a reason, and the reason stands in the history", async () => {
    const app = await people();
    const { person, panel, dialog } = await change(app, "AQUINO", "Suspended");
    expect(within(dialog).getByLabelText(/Reason/)).toHaveProperty("required", true);
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "no" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Change to Suspended" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain(
      "Type a reason of at least 3 letters.",
    );
    expect(app.backend.store.person(person.id).status).toBe("Active");
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "Lost a magazine" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Change to Suspended" }));
    await within(panel).findByText("Lost a magazine");
    expect(app.backend.store.person(person.id).status).toBe("Suspended");
  });

  it("to Archived is refused in words while he holds something", async () => {
    const app = await people();
    const holder = app.backend.store.items.find((i) => i.holder?.name.includes("FLORES"))?.holder;
    const { dialog } = await change(app, holder?.name ?? "", "Archived");
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "Left the unit" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Change to Archived" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("Take them back first.");
    expect(app.backend.store.person(holder?.personId ?? "").status).toBe("Active");
  });
});

describe("a person's record", () => {
  it("shows what he holds, with ways to the item and to its receipt", async () => {
    const app = renderApp({ route: "/" });
    const item = app.backend.store.items.find((i) => i.status === "Overdue");
    const holder = item?.holder;
    const { container } = renderApp({ route: `/people/${holder?.personId}`, backend: app.backend });
    const held = await within(container).findByRole("region", { name: "Holds now" });
    const link = within(held).getByRole("link", { name: `${item?.model} ${item?.number}` });
    expect(link.getAttribute("href")).toBe(`/items/${item?.id}`);
    expect(within(held).getByText("Overdue")).toBeTruthy();
    const receipt = within(held).getByRole("link", { name: `Receipt ${holder?.receiptNo}` });
    expect(receipt.getAttribute("href")).toBe(`/transactions/${holder?.transaction}`);
    expect(within(container).getByRole("link", { name: "All receipts" }).getAttribute("href")).toBe(
      `/transactions?person=${holder?.personId}`,
    );
  });

  it("is accessible, also with its dialogs", async () => {
    const app = await people();
    fireEvent.click(rowOf("DELA CRUZ, Juan"));
    await screen.findByRole("button", { name: "Change status" });
    await settled(app);
    await expectAccessible(document.body);
    fireEvent.click(screen.getByRole("button", { name: "Edit" }));
    await screen.findByRole("dialog");
    await expectAccessible(document.body);
  });

  it("that does not exist says so", async () => {
    await people({ route: "/people/NOBODY" });
    expect((await screen.findByRole("alert")).textContent).toContain("No such person.");
  });

  it("closes with Esc, and the table has the keys", async () => {
    const app = await people();
    fireEvent.click(rowOf("DELA CRUZ, Juan"));
    const panel = await record(`Record of ${known(app, "DELA CRUZ, Juan").name}`);
    fireEvent.keyDown(document.body, { key: "Escape" });
    await waitFor(() => expect(panel.isConnected).toBe(false));
    expect(document.activeElement?.getAttribute("role")).toBe("grid");
  });
});

describe("the list of people", () => {
  it("is narrowed by what is typed and by who holds something", async () => {
    const app = await people();
    fireEvent.click(screen.getByRole("button", { name: "Holds something" }));
    await waitFor(() => expect(rows().every((r) => /\d item/.test(r.textContent ?? ""))).toBe(true));
    fireEvent.change(screen.getByRole("textbox", { name: "Name, serial, id or badge" }), {
      target: { value: "zzz" },
    });
    await screen.findByText("Nobody fits");
    expect(app.backend.calls.at(-1)?.args[0] as T.ListQuery).toMatchObject({
      text: "zzz",
      filter: { holding: "yes" },
    });
    fireEvent.click(screen.getAllByRole("button", { name: "Clear all" })[0] as HTMLElement);
    await waitFor(() => expect(rows().length).toBeGreaterThan(10));
  });
});

describe("by role", () => {
  it("an armorer registers, and neither imports, edits nor exports people", async () => {
    await people({ as: "armorer1" });
    fireEvent.click(rowOf("DELA CRUZ, Juan"));
    await screen.findByText("Holds now");
    const words = buttons().join("|");
    expect(words).toContain("Register person");
    for (const hidden of ["Import", "Export", "Edit", "Change status"]) expect(words).not.toContain(hidden);
  });

  it("an armorer who types the address of the import finds no page", async () => {
    renderApp({ as: "armorer1", route: "/import/people" });
    await screen.findByText("There is no such page");
  });

  it("an auditor only looks", async () => {
    await people({ as: "auditor" });
    fireEvent.click(rowOf("DELA CRUZ, Juan"));
    await screen.findByText("Holds now");
    const words = buttons().join("|");
    for (const hidden of ["Register", "Import", "Edit", "Change status", "counter"]) {
      expect(words).not.toContain(hidden);
    }
    expect(screen.getByText(/Your role looks and changes nothing/)).toBeTruthy();
  });
});
