import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import type { FakeDiscrepancy } from "../src/backend/fake/discrepancies";
import type { DiscrepancyDecision, NewDiscrepancy } from "../src/backend/types.gen";
import { darkroom } from "../src/ui/photo";
import { expectAccessible, renderApp } from "./render";
import { buttons, record, rowOf, rows, scan, settled } from "./screen";

const ofKind = (backend: FakeBackend, kind: string): FakeDiscrepancy => {
  const found = backend.store.discrepancies.find((d) => d.kind === kind);
  if (!found) throw new Error(`the fake has no ${kind}`);
  return found;
};

const raised = (backend: FakeBackend) =>
  backend.calls.filter((c) => c.method === "Discrepancies.Raise").map((c) => c.args[0] as NewDiscrepancy);
const decided = (backend: FakeBackend) =>
  backend.calls
    .filter((c) => c.method === "Discrepancies.Decide")
    .map((c) => c.args[0] as DiscrepancyDecision);

async function openOne(kind: string, as = "root") {
  const backend = fakeBackend({ as });
  const d = ofKind(backend, kind);
  const app = renderApp({ route: `/discrepancies/${d.id}`, backend });
  const panel = await screen.findByLabelText(/^Discrepancy: /, { selector: "section" });
  await settled(app);
  return { backend, d, panel: within(panel) };
}

const dialog = () => screen.findByRole("dialog", { name: "Raise a discrepancy" });

describe("the list of discrepancies", () => {
  it("has what people and stations found, what is open first, and is accessible", async () => {
    const app = renderApp({ route: "/discrepancies" });
    await settled(app);
    const { store } = app.backend;
    const open = store.discrepancies.filter((d) => d.state === "Open" || d.state === "Under review").length;
    const conflicts = store.conflicts.filter((c) => c.state === "Open").length;
    expect(rows().length).toBeGreaterThan(open);
    expect(rowOf("cracked along the grip").textContent).toContain("SGT CRUZ, Joel P.");
    expect(rowOf("Issued twice while stations were cut off").textContent).toContain(
      "Conflict between stations",
    );
    expect(screen.getByRole("link", { name: `Discrepancies: ${open + conflicts}` })).toBeTruthy();
    await expectAccessible(document.body);
  });

  it("is narrowed by kind", async () => {
    const app = renderApp({ route: "/discrepancies?kind=Missing" });
    await settled(app);
    expect(rows().map((r) => r.textContent)).toEqual([expect.stringContaining("Not in rack 3")]);
  });

  it("says so when nothing fits", async () => {
    renderApp({ route: "/discrepancies?kind=Missing&state=done" });
    await screen.findByText("No discrepancy fits");
  });

  it("says what to do when everything adds up", async () => {
    const backend = fakeBackend({ as: "armorer1" });
    backend.store.discrepancies = [];
    backend.store.conflicts = [];
    renderApp({ route: "/discrepancies", backend });
    await screen.findByText("Everything adds up");
  });
});

describe("a discrepancy", () => {
  it("shows what was found, its photos large on a click, who and where, and is accessible", async () => {
    const { d, panel } = await openOne("Damaged");
    expect(panel.getAllByText(d.text).length).toBeGreaterThan(0);
    expect(panel.getByRole("link", { name: d.itemName })).toBeTruthy();
    expect(panel.getByRole("link", { name: d.personName })).toBeTruthy();
    expect(panel.getByText("The item is not issued until this is resolved or closed.")).toBeTruthy();
    await expectAccessible(document.body);
    fireEvent.click(panel.getByRole("button", { name: "Show photo 1 large" }));
    const large = await screen.findByRole("dialog", { name: "Photo 1" });
    expect(within(large).getByRole("img", { name: "Photo 1" })).toBeTruthy();
    fireEvent.click(within(large).getByRole("button", { name: "Next photo" }));
    await screen.findByRole("dialog", { name: "Photo 2" });
  });

  it("is taken under review with one click, and resolved with a finding that stays", async () => {
    const { backend, d, panel } = await openOne("Damaged");
    fireEvent.click(panel.getByRole("button", { name: /^Take under review/ }));
    await panel.findByText("Under review", { selector: "span" });
    fireEvent.click(panel.getByRole("button", { name: /^Resolve it.*can be issued again/ }));
    const words = within(await screen.findByRole("dialog", { name: `Damaged · ${d.itemName}` }));
    const button = words.getByRole("button", { name: "Resolve it" });
    expect(button).toHaveProperty("disabled", true);
    fireEvent.change(words.getByLabelText(/^Finding/), { target: { value: " A new stock was fitted " } });
    fireEvent.click(button);
    await panel.findByRole("region", { name: "Finding" });
    expect(decided(backend)).toEqual([
      { id: d.id, state: "Under review", finding: "" },
      { id: d.id, state: "Resolved", finding: "A new stock was fitted" },
    ]);
    expect(panel.getAllByText("A new stock was fitted").length).toBe(2);
    expect(panel.getByText("Set to Resolved")).toBeTruthy();
  });

  it("that is closed can only be opened again, with a reason", async () => {
    const { backend, d, panel } = await openOne("Incomplete accessories");
    const choices = within(panel.getByRole("group", { name: "Decide" })).getAllByRole("button");
    expect(choices.map((b) => b.textContent)).toEqual([expect.stringContaining("Open it again")]);
    fireEvent.click(choices[0] as HTMLElement);
    const words = within(await screen.findByRole("dialog", { name: /^Incomplete accessories/ }));
    fireEvent.change(words.getByRole("textbox"), { target: { value: "It is short again" } });
    fireEvent.click(words.getByRole("button", { name: "Open it again" }));
    await waitFor(() => expect(ofKind(backend, d.kind).state).toBe("Open"));
  });

  it("that was refused says why and keeps what was typed", async () => {
    const { backend, panel } = await openOne("Missing");
    backend.failNext("Discrepancies.Decide", {
      code: "BUSY",
      message: "The disk is busy.",
      fix: "Wait a moment.",
    });
    fireEvent.click(panel.getByRole("button", { name: /^Close it/ }));
    const words = within(await screen.findByRole("dialog", { name: /^Missing/ }));
    fireEvent.change(words.getByRole("textbox"), { target: { value: "Nobody has it" } });
    fireEvent.click(words.getByRole("button", { name: "Close it" }));
    expect((await words.findByRole("alert")).textContent).toContain("The disk is busy.");
    expect(words.getByRole("textbox")).toHaveProperty("value", "Nobody has it");
  });

  it.each(["armorer1", "auditor"])("is not decided by %s", async (as) => {
    const { panel } = await openOne("Damaged", as);
    expect(panel.getByText("An administrator decides this.")).toBeTruthy();
    expect(panel.queryByRole("button", { name: /^(Resolve|Close) it/ })).toBeNull();
  });

  it("is not raised by an auditor", async () => {
    await openOne("Damaged", "auditor");
    expect(buttons().some((b) => b.includes("Raise"))).toBe(false);
  });

  it("is seen by an auditor on the item's record, without a button to raise one", async () => {
    const backend = fakeBackend({ as: "auditor" });
    const d = ofKind(backend, "Damaged");
    renderApp({ route: `/items/${d.itemId}`, backend });
    await record(`Record of ${d.itemName}`);
    await screen.findByRole("region", { name: "Open discrepancies" });
    expect(screen.queryByRole("button", { name: "Raise a discrepancy" })).toBeNull();
  });
});

describe("raising a discrepancy", () => {
  it("takes a scanned item and person, words and a photo, and opens it", async () => {
    const app = renderApp({ route: "/discrepancies", as: "armorer1" });
    await settled(app);
    const { backend } = app;
    const item = backend.store.items[10];
    const person = backend.store.people[3];
    if (!item || !person) throw new Error("the fake is empty");
    fireEvent.click(screen.getByRole("button", { name: /^Raise a discrepancy/ }));
    const form = within(await dialog());
    const send = form.getByRole("button", { name: "Raise it" });
    expect(send).toHaveProperty("disabled", true);
    fireEvent.click(form.getByRole("radio", { name: "Damaged" }));
    expect(send).toHaveProperty("disabled", true);
    scan(item.serial);
    await waitFor(() =>
      expect(form.getByLabelText("Item")).toHaveProperty("value", `${item.model} ${item.number}`),
    );
    scan(person.label);
    await waitFor(() => expect(form.getByLabelText("Person")).toHaveProperty("value", person.name));
    fireEvent.change(form.getByLabelText(/^What is wrong/), { target: { value: "The sight is loose" } });
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (!input) throw new Error("no place for a photo");
    vi.spyOn(darkroom, "fromFile").mockResolvedValue("/9j/FILE");
    fireEvent.change(input, { target: { files: [new File(["x"], "sight.png", { type: "image/png" })] } });
    await form.findByRole("button", { name: "Take photo 1 away" });
    await expectAccessible(document.body);
    fireEvent.click(send);
    await waitFor(() => expect(raised(backend)).toHaveLength(1));
    const [asked] = raised(backend);
    expect(asked).toMatchObject({
      kind: "Damaged",
      itemId: item.id,
      personId: person.id,
      text: "The sight is loose",
    });
    expect(asked?.photos).toHaveLength(1);
    await record(`Discrepancy: Damaged · ${item.model} ${item.number}`);
  });

  it("as Other needs words, and a code nobody knows says so", async () => {
    const app = renderApp({ route: "/discrepancies" });
    await settled(app);
    const item = app.backend.store.items[10];
    fireEvent.click(screen.getByRole("button", { name: /^Raise a discrepancy/ }));
    const form = within(await dialog());
    scan("ZZ-99999");
    expect((await form.findByRole("alert")).textContent).toContain("Nobody knows the code ZZ-99999");
    scan(item?.serial ?? "");
    await waitFor(() => expect(form.queryByRole("alert")).toBeNull());
    fireEvent.click(form.getByRole("radio", { name: "Other" }));
    const send = form.getByRole("button", { name: "Raise it" });
    expect(send).toHaveProperty("disabled", true);
    fireEvent.change(form.getByLabelText(/^What is wrong/), { target: { value: "rust" } });
    await waitFor(() => expect(send).toHaveProperty("disabled", false));
  });

  it("from an item's record is about that item, whose record lists what is open", async () => {
    const backend = fakeBackend({ as: "armorer1" });
    const item = backend.store.items[10];
    if (!item) throw new Error("the fake is empty");
    renderApp({ route: `/items/${item.id}`, backend });
    fireEvent.click(await screen.findByRole("button", { name: "Raise a discrepancy" }));
    const form = within(await dialog());
    fireEvent.click(form.getByRole("radio", { name: "Missing" }));
    await waitFor(() => expect(form.getByLabelText("Item")).not.toHaveProperty("value", ""));
    fireEvent.click(form.getByRole("button", { name: "Raise it" }));
    const open = await screen.findByRole("region", { name: "Open discrepancies" });
    expect(within(open).getByRole("link", { name: "Missing" })).toBeTruthy();
    expect(raised(backend)[0]).toMatchObject({ kind: "Missing", itemId: item.id, personId: "" });
  });
});

describe("the counter", () => {
  it("does not issue an item under one, and leads to it", async () => {
    const backend = fakeBackend({ as: "armorer1" });
    const d = ofKind(backend, "Damaged");
    const item = backend.store.item(d.itemId);
    renderApp({ route: "/counter", backend });
    await screen.findByText("Scan a person or an item");
    scan(item.serial);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("has an open discrepancy: Damaged");
    expect(within(alert).getByRole("link", { name: "Show the discrepancy" }).getAttribute("href")).toContain(
      `/discrepancies/${d.id}`,
    );
  });

  it("after a return of something damaged begins one about it", async () => {
    const backend = fakeBackend({ as: "armorer1" });
    const out = backend.store.items.find((i) => i.status === "Issued" && i.holder);
    if (!out?.holder) throw new Error("nothing is out");
    renderApp({ route: "/counter", backend });
    await screen.findByText("Scan a person or an item");
    scan(out.serial);
    fireEvent.click(await screen.findByLabelText(/^Condition of/, { selector: "input" }));
    fireEvent.click(await screen.findByRole("option", { name: "Damaged", hidden: true }));
    const { holder } = out;
    fireEvent.keyDown(screen.getByPlaceholderText(/^Scan, or type/), { key: "Enter" });
    fireEvent.click(await screen.findByRole("button", { name: "Raise a discrepancy" }));
    const form = within(await dialog());
    expect(form.getByRole("radio", { name: "Damaged" })).toHaveProperty("checked", true);
    await waitFor(() => expect(form.getByLabelText("Item")).not.toHaveProperty("value", ""));
    fireEvent.click(form.getByRole("button", { name: "Raise it" }));
    await waitFor(() => expect(raised(backend)).toHaveLength(1));
    expect(raised(backend)[0]).toMatchObject({ itemId: out.id, personId: holder.personId });
    expect(raised(backend)[0]?.transaction).not.toBe("");
  });
});
