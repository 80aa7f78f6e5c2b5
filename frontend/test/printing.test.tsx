import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, renderApp } from "./render";
import { record, settled } from "./screen";

// What jsdom lacks: addresses of blobs. Each is the number of those made so far.
const addresses = { made: [] as Blob[], freed: [] as string[] };
beforeEach(() => {
  addresses.made = [];
  addresses.freed = [];
  URL.createObjectURL = (blob) => `blob:http://localhost/${addresses.made.push(blob as Blob)}`;
  URL.revokeObjectURL = (address) => void addresses.freed.push(address);
});
const viewer = (shows: boolean) =>
  Object.defineProperty(navigator, "pdfViewerEnabled", { configurable: true, value: shows });
beforeEach(() => void viewer(true));
afterEach(() => vi.restoreAllMocks());

const asked = (backend: FakeBackend, method: string) =>
  backend.calls.filter((c) => c.method === method).map((c) => c.args);

async function open(route: string, button: string, backend = fakeBackend({ as: "root" })) {
  const app = renderApp({ route, backend });
  await settled(app);
  fireEvent.click(await screen.findByRole("button", { name: button }));
  return { ...app, backend };
}

const dialog = () => screen.findByRole("dialog");
const preview = async (title: string) => (await screen.findByTitle(title)) as HTMLIFrameElement;

describe("printing a receipt from its record", () => {
  const route = (backend: FakeBackend) => `/transactions/${backend.store.transactions[0]?.id}`;

  it("shows a copy, and prints and saves what is shown", async () => {
    const backend = fakeBackend({ as: "root" });
    const save = vi.spyOn(backend, "saveFile");
    await open(route(backend), "Print copy", backend);
    const frame = await preview("Print copy");
    expect(asked(backend, "Print.Receipt")[0]).toEqual([
      backend.store.transactions[0]?.id,
      { paper: "", copy: false }, // the station knows that it was printed before
    ]);
    expect(addresses.made[0]?.type).toBe("application/pdf");
    await expectAccessible(await dialog());
    const print = vi.fn();
    Object.defineProperty(frame, "contentWindow", { value: { focus: () => undefined, print } });
    fireEvent.click(within(await dialog()).getByRole("button", { name: "Print" }));
    expect(print).toHaveBeenCalledTimes(1);
    fireEvent.click(within(await dialog()).getByRole("button", { name: "Save as file" }));
    await waitFor(() => expect(save).toHaveBeenCalledTimes(1));
    const [name, mime, content] = save.mock.calls[0] as [string, string, string];
    expect([name.endsWith("COPY.pdf"), mime, atob(content).slice(0, 5)]).toEqual([
      true,
      "application/pdf",
      "%PDF-",
    ]);
  });

  it("says what to do when the browser lets nobody print its preview", async () => {
    const backend = fakeBackend({ as: "root" });
    await open(route(backend), "Print copy", backend);
    const print = () => {
      throw new DOMException("cross-origin", "SecurityError");
    };
    Object.defineProperty(await preview("Print copy"), "contentWindow", {
      value: { focus: () => undefined, print },
    });
    fireEvent.click(within(await dialog()).getByRole("button", { name: "Print" }));
    await screen.findByText("The browser does not let the page print this");
  });

  it("makes it anew on the paper that is chosen, keeps that, and frees the old one", async () => {
    const { backend } = await open(route(fakeBackend({ as: "root" })), "Print copy");
    await preview("Print copy");
    fireEvent.click(screen.getByRole("combobox", { name: "Paper" }));
    fireEvent.click(await screen.findByRole("option", { name: "US Legal", hidden: true }));
    await waitFor(() => expect(asked(backend, "Print.Receipt")).toHaveLength(2));
    expect(asked(backend, "Print.SaveSettings")).toEqual([
      [
        {
          paper: "Legal",
          sheets: { right: 0, down: 0 },
          cards: { right: 0, down: 0 },
          tags: { right: 0, down: 0 },
        } satisfies T.PrinterSettings,
      ],
    ]);
    await waitFor(() => expect(addresses.freed).toEqual(["blob:http://localhost/1"]));
  });

  it("sends offsets in tenths of a millimetre, and only those that can be", async () => {
    const { backend } = await open(route(fakeBackend({ as: "root" })), "Print copy");
    await preview("Print copy");
    fireEvent.change(screen.getByLabelText("Further right"), { target: { value: "9" } });
    fireEvent.change(screen.getByLabelText("Further down"), { target: { value: "-1.5" } });
    await waitFor(() => expect(asked(backend, "Print.SaveSettings")).toHaveLength(1));
    const [[set]] = asked(backend, "Print.SaveSettings") as [[T.PrinterSettings]];
    expect(set.sheets).toEqual({ right: 0, down: -15 });
  });

  it("shows why it cannot be printed, and prints nothing", async () => {
    const backend = fakeBackend({ as: "root" });
    backend.failNext("Print.Receipt", {
      code: "INVALID",
      message: "It has no number.",
      fix: "Open it again.",
    });
    await open(route(backend), "Print copy", backend);
    await screen.findByText("It has no number.");
    expect(screen.queryByTitle("Print copy")).toBeNull();
    expect(within(await dialog()).getByRole("button", { name: "Print" })).toHaveProperty("disabled", true);
  });

  it("is opened in the system's program where the web view shows no PDF files", async () => {
    viewer(false);
    const openFile = vi.fn(async () => undefined);
    const backend = Object.assign(fakeBackend({ as: "root" }), { openFile });
    await open(route(backend), "Print copy", backend);
    await screen.findByText(/PDF files are not shown here/);
    expect(within(await dialog()).queryByRole("button", { name: "Print" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Open in the PDF program" }));
    await waitFor(() => expect(openFile).toHaveBeenCalledTimes(1));
    expect(addresses.made.length).toBe(addresses.freed.length + 1);
  });
});

describe("printing from lists and records", () => {
  const pick = async (name: string) => fireEvent.click(await screen.findByRole("menuitem", { name }));

  it("takes the rows that are shown, and says when they are not all", async () => {
    const backend = fakeBackend({ as: "root", items: 700 });
    const available = backend.store.items.filter((i) => i.status === "Available");
    await open("/items?status=Available", "Print", backend);
    await pick("Print tags");
    await preview("Print tags");
    const [[ids]] = asked(backend, "Print.Tags") as [[string[]]];
    expect(ids).toHaveLength(500);
    expect(ids.every((id) => available.some((i) => i.id === id))).toBe(true);
    await screen.findByText(`These are the first 500 of ${available.length.toLocaleString()}`);
    expect(screen.queryByRole("combobox", { name: "Paper" })).toBeNull();
  });

  it("prints the cards of the people shown", async () => {
    const backend = fakeBackend({ as: "auditor" });
    await open("/people?status=Active", "Print", backend);
    await pick("Print cards");
    await preview("Print cards");
    const [[ids]] = asked(backend, "Print.Cards") as [[string[]]];
    expect(ids.length).toBeGreaterThan(5);
    expect(ids.every((id) => backend.store.person(id).status === "Active")).toBe(true);
  });

  it.each([
    ["Print history", "Print.Custody", (id: string) => ["item", id]],
    ["Print tag", "Print.Tags", (id: string) => [[id]]],
  ])("%s is in an item's record", async (name, method, args) => {
    const backend = fakeBackend({ as: "root" });
    const { id, model, number } = backend.store.items[0] as T.ItemRow;
    renderApp({ route: `/items/${id}`, backend });
    const open = within(await record(`Record of ${model} ${number}`));
    fireEvent.click(await open.findByRole("button", { name: "Print" }));
    await pick(name);
    await preview(name);
    expect(asked(backend, method)).toEqual([args(id)]);
  });

  it("prints the strength report from the board", async () => {
    const { backend } = await open("/board", "Print strength report");
    await preview("Print strength report");
    expect(asked(backend, "Print.Strength")).toHaveLength(1);
  });

  it("offers nothing to a wall screen, which may only look", async () => {
    const backend = fakeBackend({ as: "wall" });
    const app = renderApp({ route: "/wall", backend });
    await settled(app);
    await screen.findAllByText("Available");
    expect(screen.queryByRole("button", { name: /^Print/ })).toBeNull();
  });
});
