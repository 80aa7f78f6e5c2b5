import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import { blocking } from "../src/backend/fake/discrepancies";
import type * as T from "../src/backend/types.gen";
import { counter, enter, field, issued, item, made, person, returned } from "./counter";
import { expectAccessible, renderApp } from "./render";
import { scan } from "./screen";

/** The first free rifle was last returned at another station, and no station is in sight now. */
function cutOff(way: string): { readonly backend: FakeBackend; readonly rifle: T.ItemRow } {
  const backend = fakeBackend({ as: "root", lan: "alone" });
  const { store } = backend;
  store.site = { ...store.site, cutOff: way };
  const rifle = item(backend, (i) => i.status === "Available" && i.category === "rifle");
  const here = store.station;
  store.station = { ...here, name: "Counter 2" };
  store.record([rifle.id], {
    kind: "return",
    time: new Date().toISOString(),
    title: "Returned",
    detail: "",
    receiptNo: "2-7",
    transaction: "",
  });
  store.station = here;
  return { backend, rifle };
}

describe("an issue", () => {
  it("is scan, scan, scan, Enter, and the field has the focus again", async () => {
    const { backend } = await counter();
    const who = person(backend, "DELA CRUZ, Juan");
    const rifle = item(backend, (i) => i.status === "Available" && i.category === "rifle");
    const pistol = item(backend, (i) => i.status === "Available" && i.category === "pistol");
    scan(`PERSONNEL:${who.label}:${who.rank} dela cruz, juan`);
    scan(rifle.label);
    scan(`item:${pistol.label}:pistol:${pistol.serial}`);
    await screen.findByRole("button", { name: /Issue 2 items/ });
    expect(screen.getByLabelText(`Magazines of ${rifle.model} ${rifle.number}`)).toHaveProperty("value", "3");
    expect(screen.getByLabelText(`Rounds of ${pistol.model} ${pistol.number}`)).toHaveProperty("value", "42");
    enter();
    const done = await screen.findByText(/^Receipt 1-/);
    expect(done.textContent).toBe("Receipt 1-471");
    expect(screen.getByText("Saved here")).toBeTruthy();
    expect(document.activeElement).toBe(field());
    expect(backend.store.item(rifle.id).holder?.personId).toBe(who.id);
    expect(backend.store.drafts).toEqual([]);
  });

  it("takes the three scans in their order however fast they come, and Enter waits for them", async () => {
    const { backend } = await counter();
    const who = person(backend, "DELA CRUZ, Juan");
    const rifle = item(backend, (i) => i.status === "Available" && i.category === "rifle");
    scan(who.serial);
    scan(rifle.serial);
    enter();
    await screen.findByText("Receipt 1-471");
    expect(issued(backend)[0]?.lines).toEqual([{ itemId: rifle.id, magazines: 3, rounds: 90 }]);
  });

  it("pressed twice is one transaction", async () => {
    const { backend } = await counter();
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(item(backend, (i) => i.status === "Available").serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    enter();
    enter();
    await screen.findByText("Receipt 1-471");
    await screen.findByText("There is nothing on the receipt yet");
    expect(backend.store.transactions.filter((t) => t.receiptNo === "1-472")).toEqual([]);
  });

  it("computes magazines and rounds again when the purpose changes", async () => {
    const { backend } = await counter();
    const rifle = item(backend, (i) => i.status === "Available" && i.category === "rifle");
    scan(rifle.serial);
    const rounds = await screen.findByLabelText(`Rounds of ${rifle.model} ${rifle.number}`);
    await waitFor(() => expect(rounds).toHaveProperty("value", "90"));
    fireEvent.click(screen.getByRole("combobox", { name: "Purpose" }));
    fireEvent.click(await screen.findByRole("option", { name: "Vigil", hidden: true }));
    await waitFor(() => expect(rounds).toHaveProperty("value", "210"));
  });

  it("refuses in words, under the field, who has it", async () => {
    const { backend } = await counter();
    const out = item(backend, (i) => i.status === "Issued");
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(out.serial);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(`${out.model} ${out.number} is out with ${out.holder?.name}`);
    expect(alert.textContent).toContain(out.holder?.station);
    expect(screen.queryByRole("button", { name: /Issue 1/ })).toBeNull();
  });

  it("shows an unknown code as it was scanned", async () => {
    await counter();
    scan("ZZ-99999");
    expect((await screen.findByRole("alert")).textContent).toContain("ZZ-99999");
  });

  it("does not mix with a return, and says so", async () => {
    const { backend } = await counter();
    scan(item(backend, (i) => i.status === "Available").serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    scan(item(backend, (i) => i.status === "Issued").serial);
    expect((await screen.findByRole("alert")).textContent).toContain("a return does not go on an issue");
    expect(screen.getByRole("button", { name: /Issue 1 item/ })).toBeTruthy();
  });

  it("asks for a reason when the station wants one, and sends it with the same command", async () => {
    const { backend } = await counter();
    backend.failNext("Counter.Issue", {
      code: "NEEDS_REASON",
      message: "ADMIN-1 does not answer.",
      fix: "Give a reason.",
    });
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(item(backend, (i) => i.status === "Available").serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    enter();
    const dialog = await screen.findByRole("dialog");
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "Alert, no time" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Issue all the same" }));
    await screen.findByText("Receipt 1-471");
    const [first, second] = issued(backend);
    expect(second?.override).toMatchObject({ reason: "Alert, no time", unchecked: false });
    expect(second?.commandId).toBe(first?.commandId);
  });

  it("offers to go on with a reason only where one helps", async () => {
    const { backend } = await counter();
    const { store } = backend;
    const rack = item(backend, (i) => i.status === "Maintenance");
    scan(rack.serial);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("cannot be issued: it is maintenance");
    expect(within(alert).queryByRole("button")).toBeNull();
    const gone = store.people.find((p) => p.status === "Suspended");
    scan(gone?.serial ?? "");
    await waitFor(() => expect(screen.getByRole("alert").textContent).toContain("suspended"));
    expect(within(screen.getByRole("alert")).queryByRole("button")).toBeNull();
    fireEvent.keyDown(field(), { key: "Escape" });
    const doubted = item(backend, (i) => i.status === "Available" && blocking(store, i.id) !== undefined);
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(doubted.serial);
    fireEvent.click(await screen.findByRole("button", { name: "Put it on anyway" }));
    await screen.findByRole("button", { name: /Issue 1 item/ });
    enter();
    fireEvent.click(await screen.findByRole("button", { name: "Issue with a reason" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "Alert, no other" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Issue all the same" }));
    await screen.findByText("Receipt 1-471");
    expect(store.transactions[0]?.whyReason).toBe("Alert, no other");
  });

  it("cut off, goes on the receipt with a word about it, and Enter asks why once", async () => {
    const { backend, rifle } = cutOff("confirm");
    await counter(backend);
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(rifle.serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    expect((await screen.findByRole("alert")).textContent).toContain("was returned at another station");
    enter();
    const dialog = await screen.findByRole("dialog", { name: "Cut off from the other stations" });
    expect(within(dialog).queryByLabelText(/Second person/)).toBeNull();
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "It lies before me" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Issue all the same" }));
    await screen.findByText("Receipt 1-471");
    const [first, second] = issued(backend);
    expect(first?.override).toBeNull();
    expect(second?.override?.reason).toBe("It lies before me");
    expect(second?.commandId).toBe(first?.commandId);
    expect(backend.store.transactions[0]?.why).toBe("override");
  });

  it("cut off, asks nothing about an item that was returned nowhere else", async () => {
    const { backend, rifle } = cutOff("confirm");
    await counter(backend);
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(
      item(backend, (i) => i.status === "Available" && i.category === "rifle" && i.id !== rifle.id).serial,
    );
    await screen.findByRole("button", { name: /Issue 1 item/ });
    enter();
    await screen.findByText("Receipt 1-471");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("where the site wants two persons, a reason given without check asks for the second as well", async () => {
    const { backend, rifle } = cutOff("two-person");
    await counter(backend);
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(rifle.serial);
    fireEvent.click(await screen.findByRole("button", { name: "Issue now without check" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).queryByLabelText(/Second person/)).toBeNull();
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "It lies before me" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Issue now" }));
    fireEvent.change(await within(dialog).findByLabelText("Second person's username"), {
      target: { value: "armorer1" },
    });
    fireEvent.change(within(dialog).getByLabelText("Second person's password"), {
      target: { value: "his own" },
    });
    expect(within(dialog).getByLabelText(/Reason/)).toHaveProperty("value", "It lies before me");
    expect(within(dialog).getByRole("alert").textContent).toContain("was returned at another station");
    fireEvent.click(within(dialog).getByRole("button", { name: "Issue all the same" }));
    await screen.findByText("Receipt 1-471");
    expect(issued(backend)[1]?.override).toEqual({
      reason: "It lies before me",
      unchecked: false,
      secondUsername: "armorer1",
      secondPassword: "his own",
    });
  });

  it("whose second person's password is wrong can be given up and tried again", async () => {
    const { backend, rifle } = cutOff("two-person");
    await counter(backend);
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(rifle.serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    enter();
    const dialog = await screen.findByRole("dialog");
    fireEvent.change(within(dialog).getByLabelText(/Reason/), { target: { value: "It lies before me" } });
    backend.failNext("Counter.Issue", {
      code: "BAD_PASSWORD",
      message: "The username or the password is wrong.",
      fix: "Type them again.",
    });
    fireEvent.click(within(dialog).getByRole("button", { name: "Issue all the same" }));
    await within(dialog).findByText("The username or the password is wrong.");
    fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() =>
      expect(screen.getByRole("button", { name: /Issue 1 item/ })).toHaveProperty("disabled", false),
    );
    enter();
    await screen.findByRole("dialog");
  });

  it("keeps everything when the station does not answer, and a retry is the same command", async () => {
    const { backend } = await counter();
    backend.failNext("Counter.Issue", {
      code: "TIMEOUT",
      message: "The station did not answer.",
      fix: "Try again.",
    });
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(item(backend, (i) => i.status === "Available").serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    enter();
    fireEvent.click(within(await screen.findByRole("alert")).getByRole("button", { name: "Try again" }));
    await screen.findByText("Receipt 1-471");
    const ids = issued(backend).map((r) => r.commandId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

/** Puts Juan and one item on the receipt; another item that is in. */
async function oneOnIt(backend: FakeBackend): Promise<T.ItemRow> {
  const first = item(backend, (i) => i.status === "Available" && !i.holder);
  scan(person(backend, "DELA CRUZ, Juan").serial);
  scan(first.label);
  await screen.findByRole("button", { name: /Issue 1 item/ });
  return item(backend, (i) => i.status === "Available" && !i.holder && i.id !== first.id);
}

describe("what got no answer", () => {
  const silent = { code: "TIMEOUT", message: "The station did not answer.", fix: "Try again." };
  const again = async () =>
    fireEvent.click(within(await screen.findByRole("alert")).getByRole("button", { name: "Try again" }));

  it("is tried again: a scan, and not the receipt it should have gone on", async () => {
    const { backend } = await counter();
    const second = await oneOnIt(backend);
    backend.failNext("Counter.Scan", silent);
    scan(second.label);
    await again();
    await screen.findByRole("button", { name: /Issue 2 items/ });
    expect(issued(backend)).toEqual([]);
  });

  it("is tried again: an undo, under the same command", async () => {
    const { backend } = await counter();
    const rifle = item(backend, (i) => i.status === "Available");
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(rifle.serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    enter();
    const undo = await screen.findByRole("button", { name: /^Undo/ });
    backend.failNext("Counter.Undo", silent);
    fireEvent.click(undo);
    await again();
    await screen.findByText("Receipt 1-472");
    expect(backend.store.item(rifle.id).status).toBe("Available");
    const commands = made(backend, "Counter.Undo").map((c) => c.args[1]);
    expect(commands).toHaveLength(2);
    expect(new Set(commands).size).toBe(1);
  });
});

describe("while a dialog is open", () => {
  it("a scan goes nowhere, and Esc closes the dialog alone", async () => {
    const { backend } = await counter();
    const second = await oneOnIt(backend);
    for (const key of [{ key: "F1" }, { key: "k", ctrlKey: true }]) {
      fireEvent.keyDown(document.activeElement ?? document.body, key);
      await screen.findByRole("dialog");
      const scanned = made(backend, "Counter.Scan").length;
      scan(second.label);
      expect(made(backend, "Counter.Scan")).toHaveLength(scanned);
      fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      screen.getByRole("button", { name: /Issue 1 item/ });
    }
    scan(second.label);
    await screen.findByRole("button", { name: /Issue 2 items/ });
  });
});

describe("a return", () => {
  it("starts by scanning what is out, with its holder filled in", async () => {
    const { backend } = await counter();
    const out = item(backend, (i) => i.status === "Issued" && i.category === "rifle");
    const holder = out.holder?.name ?? "";
    scan(out.serial);
    await screen.findByRole("button", { name: /Take back 1 item/ });
    expect(screen.getByRole("region", { name: holder })).toBeTruthy();
    enter();
    await screen.findByText("Receipt 1-471");
    expect(backend.store.item(out.id).status).toBe("Available");
    expect(returned(backend).map((r) => r.lines[0]?.missing)).toEqual([""]);
  });

  it("that is short asks what became of the rest, and the answer is deliberate", async () => {
    const { backend } = await counter();
    const out = item(backend, (i) => i.status === "Issued" && i.category === "rifle");
    scan(out.serial);
    const rounds = await screen.findByLabelText(`Rounds of ${out.model} ${out.number}`);
    fireEvent.change(rounds, { target: { value: "55" } });
    await screen.findByText("Short by 5 rounds");
    field().focus();
    enter();
    const dialog = await screen.findByRole("dialog");
    expect(dialog.textContent).toContain("5 rounds");
    expect(backend.store.item(out.id).status).toBe("Issued");
    fireEvent.click(within(dialog).getByLabelText("Missing"));
    fireEvent.click(within(dialog).getByRole("button", { name: "Take it back" }));
    await screen.findByText("Receipt 1-471");
    expect(returned(backend).map((r) => r.lines[0]?.missing)).toEqual(["", "discrepancy"]);
  });
});

describe("a scan while something else has the focus", () => {
  it("does not end up in the notes", async () => {
    const { backend } = await counter();
    const notes = screen.getByLabelText("Notes");
    fireEvent.change(notes, { target: { value: "For the gate" } });
    notes.focus();
    scan(person(backend, "DELA CRUZ, Juan").serial);
    await screen.findByText("Holds nothing");
    expect(notes).toHaveProperty("value", "For the gate");
  });

  it("on another page opens the counter with it", async () => {
    const { backend } = renderApp({ route: "/announcements" });
    await screen.findByRole("heading", { name: "Announcements" });
    scan(person(backend, "DELA CRUZ, Juan").serial);
    await screen.findByText("Holds nothing");
    expect(screen.getByText("Now scan the item")).toBeTruthy();
  });
});

describe("a draft", () => {
  it("is saved within half a second with its command, and is there again after a reload", async () => {
    const { backend } = await counter();
    const rifle = item(backend, (i) => i.status === "Available" && i.category === "rifle");
    scan(person(backend, "DELA CRUZ, Juan").serial);
    scan(rifle.serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    const from = performance.now();
    await waitFor(() => expect(backend.store.drafts).toHaveLength(1), { timeout: 900, interval: 10 });
    expect(performance.now() - from).toBeLessThan(600);
    const command = backend.store.drafts[0]?.commandId;
    expect(command).toMatch(/^01/);

    cleanup();
    renderApp({ route: "/counter", backend });
    await screen.findByRole("button", { name: /Issue 1 item/ });
    expect(screen.getByRole("region", { name: /DELA CRUZ, Juan/ })).toBeTruthy();
    field().focus();
    enter();
    await screen.findByText("Receipt 1-471");
    expect(issued(backend)[0]?.commandId).toBe(command);
    expect(backend.store.drafts).toEqual([]);
  });

  it("of another person can be picked up", async () => {
    const { backend } = await counter();
    const who = person(backend, "DELA CRUZ, Juan");
    backend.store.drafts = [
      {
        id: "D1",
        commandId: "01C",
        form: "counter",
        title: who.name,
        account: "x",
        username: "armorer2",
        station: "Counter 2",
        saved: new Date().toISOString(),
        rev: 3,
        body: JSON.stringify({
          mode: "issue",
          personId: who.id,
          purposeId: backend.store.purposes[0]?.id,
          purposeText: "",
          receiptType: "PAR",
          notes: "from counter 2",
          lines: [],
        }),
        mine: false,
        live: false,
      },
    ];
    backend.store.changed("drafts");
    fireEvent.click(await screen.findByRole("button", { name: "Pick up" }));
    await screen.findByText("Holds nothing");
    expect(screen.getByLabelText("Notes")).toHaveProperty("value", "from counter 2");
    expect(made(backend, "Drafts.TakeOver")).toHaveLength(1);
  });

  it("is not hidden by others, and says so when it could not be thrown away", async () => {
    const { backend } = await counter();
    const drafts = [1, 2, 3, 4, 5, 6].map((n) => ({
      id: `D${n}`,
      commandId: `0${n}C`,
      form: "counter",
      title: `Receipt of ${n}`,
      account: "x",
      username: "root",
      station: "Counter 1",
      saved: new Date(Date.now() - n * 60_000).toISOString(),
      rev: 1,
      body: "{}",
      mine: true,
      live: false,
    }));
    backend.store.drafts = drafts;
    backend.store.changed("drafts");
    await screen.findByText("Receipt of 4");
    expect(screen.queryByText("Receipt of 5")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Show all 6" }));
    backend.failNext("Drafts.Discard", { code: "TIMEOUT", message: "No answer came.", fix: "Try again." });
    const away = await screen.findByRole("button", { name: "Throw the draft away: Receipt of 6" });
    fireEvent.click(away);
    const alert = await screen.findByRole("alert");
    fireEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByText("Receipt of 6")).toBeNull());
    fireEvent.click(screen.getByRole("button", { name: "Show fewer" }));
    expect(screen.queryByText("Receipt of 5")).toBeNull();
  });

  it("that somebody is at says where and since when, and is taken from him only when asked for twice", async () => {
    const { backend } = await counter(fakeBackend({ as: "root", drafts: true }));
    const row = (await screen.findByText(/being issued at Counter 2/)).closest("li");
    if (!row) throw new Error("no row");
    expect(row.textContent).toMatch(/\d+ s ago/);
    expect(within(row).queryByRole("button", { name: "Pick up" })).toBeNull();
    expect(screen.getByText(/being taken back at Counter 2/)).toBeTruthy();
    const left = screen.getByText(/left at Gate house/).closest("li") as HTMLElement;
    expect(within(left).getByRole("button", { name: "Pick up" })).toBeTruthy();

    fireEvent.click(within(row).getByRole("button", { name: "Take it over" }));
    const dialog = await screen.findByRole("dialog", { name: "Take over what somebody is at?" });
    expect(dialog.textContent).toContain("SSGT LIM, Karen S.");
    expect(dialog.textContent).toContain("Counter 2 cannot finish it any more");
    await expectAccessible(document.body);
    fireEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(made(backend, "Drafts.TakeOver")).toEqual([]);

    fireEvent.click(within(row).getByRole("button", { name: "Take it over" }));
    const again = await screen.findByRole("dialog");
    fireEvent.click(within(again).getByRole("button", { name: "Take it over" }));
    await screen.findByRole("button", { name: /Issue 1 item/ });
    expect(made(backend, "Drafts.TakeOver")).toHaveLength(1);
    await waitFor(() => expect(screen.queryByText(/being issued at Counter 2/)).toBeNull());
  });

  it("is asked about no longer when it was finished meanwhile", async () => {
    const { backend } = await counter(fakeBackend({ as: "root", drafts: true }));
    const row = (await screen.findByText(/being issued at Counter 2/)).closest("li") as HTMLElement;
    fireEvent.click(within(row).getByRole("button", { name: "Take it over" }));
    await screen.findByRole("dialog");
    backend.store.drafts = backend.store.drafts.filter((d) => d.username !== "armorer2");
    backend.store.changed("drafts");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("that is put aside says so to the others until it is picked up", async () => {
    const { backend } = await counter();
    const aside = () => backend.store.drafts.map((d) => (JSON.parse(d.body) as { aside: boolean }).aside);
    scan(person(backend, "DELA CRUZ, Juan").serial);
    await waitFor(() => expect(aside()).toEqual([false]), { timeout: 1500 });
    fireEvent.click(screen.getByRole("button", { name: /Put aside/ }));
    await screen.findByText("Scan a person or an item");
    expect(aside()).toEqual([true]);
    fireEvent.click(await screen.findByRole("button", { name: "Pick up" }));
    await screen.findByText("Holds nothing");
    await waitFor(() => expect(aside()).toEqual([false]), { timeout: 1500 });
  });

  it("that is taken over says by whom at once, and is left there or taken back", async () => {
    const { backend } = await counter();
    const taken = async () => {
      await waitFor(() => expect(backend.store.drafts).toHaveLength(1), { timeout: 1500 });
      backend.store.drafts = backend.store.drafts.map((d) => ({
        ...d,
        account: "SSGT LIM, Karen S.",
        username: "armorer2",
        station: "Counter 2",
        rev: d.rev + 1,
      }));
      backend.store.changed("drafts");
      return screen.findByRole("alert");
    };
    scan(person(backend, "DELA CRUZ, Juan").serial);
    const alert = await taken();
    expect(alert.textContent).toContain("SSGT LIM, Karen S. took this receipt over at Counter 2");
    expect(screen.getByRole("button", { name: /^Issue/ })).toHaveProperty("disabled", true);
    fireEvent.click(within(alert).getByRole("button", { name: "Go on here" }));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(backend.store.drafts[0]?.username).toBe("root");
    expect(screen.getByRole("region", { name: /DELA CRUZ, Juan/ })).toBeTruthy();

    fireEvent.click(within(await taken()).getByRole("button", { name: "Leave it there" }));
    await screen.findByText("Scan a person or an item");
    expect(backend.store.drafts[0]?.username).toBe("armorer2");
    expect(made(backend, "Drafts.Discard")).toEqual([]);
  });

  it("is thrown away with Esc", async () => {
    const { backend } = await counter();
    scan(person(backend, "DELA CRUZ, Juan").serial);
    await waitFor(() => expect(backend.store.drafts).toHaveLength(1), { timeout: 1500 });
    field().focus();
    fireEvent.keyDown(field(), { key: "Escape" });
    await screen.findByText("Scan a person or an item");
    await waitFor(() => expect(backend.store.drafts).toEqual([]));
  });
});

describe("a receipt that is scanned", () => {
  const receipt = (backend: FakeBackend) => backend.store.transactions[0] as T.Transaction;

  it("is said to be genuine, with the way to it, and leaves what is on the counter alone", async () => {
    const { backend } = await counter();
    const { id, receiptNo, entry, person: taker } = receipt(backend);
    const rifle = item(backend, (i) => i.status === "Available");
    scan(rifle.label);
    const line = await screen.findByRole("button", { name: /off the receipt$/ });
    scan(`RECEIPT:${receiptNo}:${entry.slice(0, 8).toUpperCase()}`);
    const said = await screen.findByText(`Receipt ${receiptNo} is genuine`);
    const notice = said.closest('[role="status"]') as HTMLElement;
    expect(notice.textContent).toContain(taker);
    expect(within(notice).getByRole("link", { name: "Open receipt" }).getAttribute("href")).toBe(
      `/transactions/${id}`,
    );
    expect(line.isConnected).toBe(true);
    scan("nothing-like-it");
    await waitFor(() => expect(screen.queryByText(`Receipt ${receiptNo} is genuine`)).toBeNull());
  });

  it("is said to be altered when its code is not that of its entry", async () => {
    const { backend } = await counter();
    const { receiptNo, entry } = receipt(backend);
    scan(`RECEIPT:${receiptNo}:${entry.startsWith("0") ? "1" : "0"}${entry.slice(1, 8)}`);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("was altered");
    expect(within(alert).getByRole("link", { name: "Open receipt" })).toBeTruthy();
  });

  it("is said to be unknown when the ledger has none of its number", async () => {
    await counter();
    scan("RECEIPT:00000-1-1:0a1b2c3d");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("No receipt 00000-1-1 is in this station's ledger");
    expect(within(alert).queryByRole("link")).toBeNull();
  });
});
