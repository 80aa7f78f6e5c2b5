import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, type Rendered, renderApp } from "./render";
import { rowOf, rows, scan, settled } from "./screen";

// A count as a person takes it: with a reader, against a station in memory.

const call = <R,>(backend: FakeBackend, method: string, ...args: readonly unknown[]) =>
  backend.call<R>(method, ...args);
const all = (backend: FakeBackend) =>
  call<T.Page<T.CountRow>>(backend, "Counts.List", {
    text: "",
    filter: {},
    sort: "",
    after: "",
    offset: 0,
    limit: 50,
  });

/** The page of the first count in a state, with its backend. */
async function count(state: string, as = "root"): Promise<Rendered & { readonly id: string }> {
  const backend = fakeBackend({ as });
  const row = (await all(backend)).items.find((c) => c.state === state);
  const app = renderApp({ route: `/counts/${row?.id}`, backend });
  await settled(app);
  return { ...app, id: row?.id ?? "" };
}

const field = () => screen.getByLabelText("Scan an item", { selector: "input" });
const answer = () => document.querySelector('div[aria-live="polite"]');
/** A large figure or a list's button; not by its role: over a long table that is slow. */
const pressable = (name: string) =>
  [...document.querySelectorAll<HTMLElement>("button[aria-pressed]")].find((b) =>
    b.textContent?.startsWith(name),
  );
const figure = (name: string) => pressable(name)?.textContent;
const button = (name: string) => {
  const found = [...document.querySelectorAll<HTMLElement>("button")].find((b) => b.textContent === name);
  if (!found) throw new Error(`no button ${name}`);
  return found;
};

describe("the list of counts", () => {
  it("shows the open one large, and of each the state, who and the result in one line", async () => {
    await settled(renderApp({ route: "/counts" }));
    expect(rows()).toHaveLength(4);
    expect(rowOf("Monthly count").textContent).toContain(
      "43 of 45 found · 2 missing · 1 unexpected · 1 unknown code",
    );
    expect(rowOf("Monthly count").textContent).toContain("One signature");
    expect(rowOf("Hand-over count").textContent).toContain("Cancelled");
    fireEvent.click(screen.getByRole("link", { name: "Go on scanning" }));
    await screen.findByText("Scan an item");
  });

  it("opens a count of some models and goes to it", async () => {
    const app = renderApp({ route: "/counts" });
    await settled(app);
    fireEvent.click(screen.getByRole("button", { name: /Open a count/ }));
    const dialog = await screen.findByRole("dialog", { name: "Open a count" });
    fireEvent.click(within(dialog).getByText("Monthly"));
    fireEvent.click(within(dialog).getByRole("switch"));
    await expectAccessible(document.body);
    fireEvent.click(within(dialog).getByRole("button", { name: "Open a count" }));
    await screen.findByRole("heading", { level: 1, name: "Monthly count" });
    await screen.findByText(/how many are expected and which are missing is shown when it is closed/);
    expect(pressable("Missing")).toBeUndefined();
    expect(() => button("Print sheet")).toThrow();
  });
});

describe("an open count", () => {
  it("takes scans whatever has the focus, and says at once what each comes to", async () => {
    const { backend } = await count("Open");
    await waitFor(() => expect(document.activeElement).toBe(field()));
    await expectAccessible(document.body);
    const missing = backend.store.items.find((i) => i.number === "0128");
    expect(figure("Found")).toBe("Found29");
    scan(missing?.label ?? "");
    await waitFor(() => expect(answer()?.textContent).toContain("FoundM4 Carbine 5.56 0128"));
    await waitFor(() => expect(figure("Found")).toBe("Found30"));
    expect(figure("Missing")).toBe("Missing15");
    button("Close the count").focus();
    scan(missing?.label ?? "");
    await waitFor(() => expect(answer()?.textContent).toContain("Already scanned"));
    expect(document.activeElement).toBe(field());
    expect(field()).toHaveProperty("value", "");
    const out = backend.store.items.find((i) => i.status === "Issued" && i.number !== "0102");
    scan(out?.serial ?? "");
    await waitFor(() => expect(answer()?.textContent).toContain(`on receipt with ${out?.holder?.name}`));
    scan("NO-SUCH-CODE");
    await waitFor(() => expect(answer()?.textContent).toContain("Nobody knows this code"));
    const person = backend.store.people[0];
    scan(person?.label ?? "");
    expect((await screen.findByRole("alert")).textContent).toContain("This is a person and no item");
  });

  it("loses none of a dozen scans that come one after the other, and shows the answer to the last", async () => {
    const { backend, id } = await count("Open");
    const left = backend.store.items.filter((i) => i.status === "Available").slice(-12);
    for (const item of left) scan(item.label);
    const last = left[left.length - 1];
    await waitFor(() => expect(answer()?.textContent).toContain(last?.number));
    const before = 16;
    const record = await call<T.CountRecord>(backend, "Counts.Get", id);
    expect(backend.calls.filter((c) => c.method === "Counts.Scan")).toHaveLength(left.length);
    expect(record.figures.missing).toBe(before - left.length);
  });

  it("sends a condition with the next scan only", async () => {
    const { backend } = await count("Open");
    fireEvent.click(screen.getByLabelText("Condition of the next item", { selector: "input" }));
    fireEvent.click(await screen.findByRole("option", { name: "Damaged", hidden: true }));
    scan("21053");
    scan("21364");
    await waitFor(() => expect(answer()?.textContent).toContain("0129"));
    const asked = backend.calls
      .filter((c) => c.method === "Counts.Scan")
      .map((c) => c.args[0] as T.CountScanRequest);
    expect(asked.map((a) => a.condition)).toEqual(["Damaged", ""]);
  });

  it("keeps the condition while nothing was recorded: several have the code, or the station did not answer", async () => {
    const { backend } = await count("Open");
    const [one, two] = backend.store.items.filter((i) => ["0128", "0140"].includes(i.number));
    if (!one || !two) throw new Error("no such items");
    two.serial = one.serial;
    fireEvent.click(screen.getByLabelText("Condition of the next item", { selector: "input" }));
    fireEvent.click(await screen.findByRole("option", { name: "Damaged", hidden: true }));
    backend.failNext("Counts.Scan", {
      code: "TIMEOUT",
      message: "The station did not answer.",
      fix: "Try again.",
    });
    scan(one.serial);
    await screen.findByRole("alert");
    scan(one.serial);
    const which = await screen.findByRole("region", { name: /fits several/ });
    fireEvent.click(within(which).getByRole("button", { name: new RegExp(two.number) }));
    await waitFor(() => expect(answer()?.textContent).toContain(`FoundGlock 17 9mm ${two.number}`));
    scan("21364");
    await waitFor(() => expect(answer()?.textContent).toContain("0129"));
    const asked = backend.calls
      .filter((c) => c.method === "Counts.Scan")
      .map((c) => (c.args[0] as T.CountScanRequest).condition);
    expect(asked).toEqual(["Damaged", "Damaged", "Damaged", ""]);
  });

  it("asks which of the items that have one code was seen", async () => {
    const { backend } = await count("Open");
    const [one, two] = backend.store.items.filter((i) => ["0128", "0140"].includes(i.number));
    if (!one || !two) throw new Error("no such items");
    two.serial = one.serial;
    scan(one.serial);
    const which = await screen.findByRole("region", { name: /stands for several|Which|several/i });
    fireEvent.click(within(which).getByRole("button", { name: new RegExp(two.number) }));
    await waitFor(() => expect(answer()?.textContent).toContain(`FoundGlock 17 9mm ${two.number}`));
  });

  it("is closed with its figures shown first, and signed by a second person at the same station", async () => {
    const { backend, id } = await count("Open");
    fireEvent.click(button("Close the count"));
    const close = await screen.findByRole("dialog", { name: "Close the count" });
    expect(close.textContent).toContain("29 of 45 found · 16 missing · 1 unexpected · 1 unknown code");
    await expectAccessible(document.body);
    scan("21053"); // belongs to nobody while the dialog is open
    fireEvent.click(button("Close and sign"));
    await waitFor(() => button("Sign a second time"));
    fireEvent.click(button("Sign a second time"));
    const sign = await screen.findByRole("dialog", { name: "Sign a second time" });
    const go = within(sign).getByRole("button", { name: "Sign a second time" });
    expect(go).toHaveProperty("disabled", true);
    const type = (label: RegExp, value: string) =>
      fireEvent.change(within(sign).getByLabelText(label), { target: { value } });
    type(/username/, "root");
    type(/^Second person.s password$/, "blue lamp oak tree");
    fireEvent.click(go);
    expect((await within(sign).findByRole("alert")).textContent).toContain("cannot sign it a second time");
    await expectAccessible(document.body);
    type(/username/, "armorer1");
    fireEvent.click(go);
    await waitFor(() =>
      expect(screen.getByLabelText("Second signature").textContent).toContain("SGT CRUZ, Joel P."),
    );
    expect((await call<T.CountRecord>(backend, "Counts.Get", id)).figures.missing).toBe(16);
  });

  it("is only looked at by an auditor", async () => {
    await count("Open", "auditor");
    expect(screen.queryByLabelText("Scan an item")).toBeNull();
    expect(() => button("Close the count")).toThrow();
    expect(screen.getByText(/not scan into it/)).toBeTruthy();
    await expectAccessible(document.body);
  });
});

describe("a closed count", () => {
  it("shows its signatures, what came after the closing, and is signed by who did not close it", async () => {
    await count("Closed");
    await expectAccessible(document.body);
    expect(screen.getByLabelText("First signature").textContent).toContain("SGT CRUZ, Joel P.");
    expect(screen.getByText("1 scan came after the closing")).toBeTruthy();
    expect(rows()).toHaveLength(2);
    fireEvent.click(pressable("After closing") as HTMLElement);
    await waitFor(() => expect(rows()).toHaveLength(1));
    fireEvent.click(button("Sign a second time"));
    const sign = await screen.findByRole("dialog", { name: "Sign a second time" });
    fireEvent.click(within(sign).getByRole("button", { name: "Sign a second time" }));
    await waitFor(() =>
      expect(screen.getByLabelText("Second signature").textContent).toContain("MAJ SALAZAR"),
    );
  });
});

describe("a count of the day that nobody opened", () => {
  it("is said on every page, and its button opens the dialog with that count", async () => {
    const backend = fakeBackend({ as: "root" });
    backend.store.site = { ...backend.store.site, closingCount: "18:00" };
    await settled(renderApp({ route: "/stations", backend }));
    const strip = await screen.findByRole("region", { name: "Closing count" });
    expect(strip.textContent).toMatch(/The Closing count was due at \d\d:\d\d and has not been opened/);
    fireEvent.click(within(strip).getByRole("link", { name: "Open it" }));
    const dialog = await screen.findByRole("dialog", { name: "Open a count" });
    expect(within(dialog).getByRole("radio", { name: "Closing" })).toHaveProperty("checked", true);
  });
});
