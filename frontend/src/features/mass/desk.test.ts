import { beforeEach, describe, expect, it } from "vitest";
import { makeApi } from "../../backend/api";
import { type FakeBackend, fakeBackend } from "../../backend/fake";
import { blocking } from "../../backend/fake/discrepancies";
import type * as T from "../../backend/types.gen";
import { listenForScans } from "../../state/scan";
import { MassDesk } from "./desk";

// The desk on the fake station, with a reader that types as readers do.

let backend: FakeBackend;
let desk: MassDesk;
let massId: string;
const heard: string[] = [];

const issued = () => backend.calls.filter((c) => c.method === "Mass.Issue").length;
const people = () => backend.store.people.filter((p) => p.status === "Active");
const holding = (id: string) => backend.store.heldBy(id).length;
const rifles = () =>
  backend.store.items.filter(
    (i) => i.status === "Available" && i.category === "rifle" && !blocking(backend.store, i.id),
  );

const alone = (reason: string) => ({ reason, secondUsername: "", secondPassword: "" });

/** Somebody who holds nothing. */
function free(n = 0) {
  const person = people().filter((p) => holding(p.id) === 0)[n];
  if (!person) throw new Error("everybody holds something");
  return person;
}

function rifle(n = 0) {
  const item = rifles()[n];
  if (!item) throw new Error("no rifle is left");
  return item;
}

beforeEach(async () => {
  backend = fakeBackend({ as: "armorer1", items: 200 });
  const api = makeApi(backend);
  const vigil = backend.store.purposes.find((p) => p.name === "Vigil");
  const mass = await api.mass.open({
    title: "Alert",
    purposeId: vigil?.id ?? "",
    purposeText: "",
    receiptType: "TR",
  });
  massId = mass.id;
  heard.length = 0;
  desk = new MassDesk({
    api,
    massId,
    accepted: () => heard.push("accepted"),
    refused: () => heard.push("refused"),
  });
});

describe("the mass desk", () => {
  it("issues the moment the item is scanned, with what the purpose gives, and waits for the next person", async () => {
    const person = free();
    const item = rifle();
    await desk.scan(person.label);
    expect(desk.get()).toMatchObject({ person: { id: person.id }, say: null });
    await desk.scan(item.label);
    expect(desk.get()).toMatchObject({
      person: null,
      say: null,
      done: { personId: person.id, magazines: 7, rounds: 210, mass: "Alert" },
    });
    expect(heard).toEqual(["accepted"]);
  });

  it("keeps up with a reader: everybody gets his own item on a receipt of his own, in the order of the scans", async () => {
    let now = 0;
    const scans: Promise<void>[] = [];
    const stop = listenForScans(
      window,
      (code) => scans.push(desk.scan(code)),
      () => now,
    );
    const queue = people().filter((p) => holding(p.id) === 0);
    const racks = rifles().slice(0, queue.length);
    for (const [i, person] of queue.entries()) {
      for (const code of [`PERSONNEL:${person.label}:x:y`, racks[i]?.label ?? ""]) {
        for (const key of [...code, "Enter"]) {
          now += 4;
          window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        }
        now += 400;
      }
    }
    stop();
    await Promise.all(scans);
    expect(queue.length).toBeGreaterThan(20);
    expect(desk.get()).toMatchObject({ person: null, say: null, missed: [] });
    for (const [i, person] of queue.entries()) {
      expect(backend.store.heldBy(person.id).map((x) => x.id)).toEqual([racks[i]?.id]);
    }
    const receipts = backend.store.transactions.filter((t) => t.mass === "Alert").map((t) => t.receiptNo);
    expect(new Set(receipts).size).toBe(queue.length);
    const figures = await makeApi(backend).mass.figures(massId);
    expect(figures).toMatchObject({ here: queue.length, all: queue.length, minuteHere: queue.length });
  });

  it("refuses an item that is out, names its holder, and the person stays for another", async () => {
    const person = free();
    const out = backend.store.items.find((i) => i.holder !== null);
    await desk.scan(person.label);
    await desk.scan(out?.label ?? "");
    expect(desk.get().say).toMatchObject({ key: "mass.say.out", params: { holder: out?.holder?.name } });
    expect(desk.get().person?.id).toBe(person.id);
    expect(issued()).toBe(0);
    await desk.scan(rifle().label);
    expect(holding(person.id)).toBe(1);
    // Served after all: he did not go without.
    expect(desk.get().missed).toEqual([]);
  });

  it("takes a wrong person back before the item, and says who an item was for", async () => {
    await desk.scan(free().label);
    await desk.undo();
    expect(desk.get().person).toBeNull();
    await desk.scan(rifle().label);
    expect(desk.get().say).toMatchObject({ key: "mass.say.personFirst" });
    expect(issued()).toBe(0);
  });

  it("the next person takes the place of one who got nothing, and that is kept on the screen", async () => {
    const [first, second] = [free(0), free(1)];
    await desk.scan(first.label);
    await desk.scan(second.label);
    expect(desk.get().person?.id).toBe(second.id);
    expect(desk.get().missed).toMatchObject([{ who: first.name, say: { key: "mass.say.nothing" } }]);
  });

  it("a code that nobody knows ends the person's turn: it may have been the next one", async () => {
    const person = free();
    await desk.scan(person.label);
    await desk.scan("NO-SUCH-CODE");
    await desk.scan(rifle().label);
    expect(issued()).toBe(0);
    expect(holding(person.id)).toBe(0);
    expect(desk.get().say).toMatchObject({ key: "mass.say.personFirst" });
    expect(heard).toEqual(["refused", "refused"]);
  });

  it("gives nothing to who is suspended", async () => {
    const suspended = backend.store.people.find((p) => p.status === "Suspended");
    await desk.scan(suspended?.label ?? "");
    expect(desk.get()).toMatchObject({ person: null, say: { kind: "error" } });
    await desk.scan(rifle().label);
    expect(issued()).toBe(0);
  });

  it("after a cut cable the same pair is sent under the same command", async () => {
    const [person, item] = [free(), rifle()];
    await desk.scan(person.label);
    backend.failNext("Mass.Issue", {
      code: "OFFLINE",
      message: "The station does not answer.",
      fix: "Wait.",
    });
    await desk.scan(item.label);
    expect(desk.get()).toMatchObject({ say: { kind: "error" }, person: { id: person.id }, issuing: false });
    await desk.scan(item.label);
    const commands = backend.calls
      .filter((c) => c.method === "Mass.Issue")
      .map((c) => (c.args[0] as { commandId: string }).commandId);
    expect(commands).toHaveLength(2);
    expect(commands[0]).toBe(commands[1]);
    expect(holding(person.id)).toBe(1);
  });

  it("cut off, a reason is asked once and goes with every item that wants one, and with no other", async () => {
    const [first, second, third] = [free(0), free(1), free(2)];
    const cut = {
      code: "CUT_OFF",
      message: "It was returned at another station.",
      fix: "Say why.",
      reason: true,
    };
    backend.failNext("Mass.Issue", cut);
    await desk.scan(first.label);
    await desk.scan(rifle().label);
    expect(desk.get().waiting).not.toBeNull();
    await desk.withReason(alone("alert, cable cut"));
    backend.failNext("Mass.Issue", cut);
    await desk.scan(second.label);
    await desk.scan(rifle().label);
    await desk.scan(third.label);
    await desk.scan(rifle().label);
    expect([holding(first.id), holding(second.id), holding(third.id)]).toEqual([1, 1, 1]);
    const overrides = backend.calls
      .filter((c) => c.method === "Mass.Issue")
      .map((c) => (c.args[0] as T.MassIssue).override?.reason ?? "");
    expect(overrides).toEqual(["", "alert, cable cut", "", "alert, cable cut", ""]);
  });

  it("where two persons are wanted, every item asks for both, and a wrong password leaves all as it was", async () => {
    const [first, second] = [free(0), free(1)];
    const cut = {
      code: "CUT_OFF",
      message: "It was returned at another station.",
      fix: "Say why.",
      reason: true,
    };
    const both = { reason: "alert, cable cut", secondUsername: "armorer2", secondPassword: "his own" };
    backend.failNext("Mass.Issue", cut);
    await desk.scan(first.label);
    await desk.scan(rifle().label);
    backend.failNext("Mass.Issue", { code: "BAD_PASSWORD", message: "It is wrong.", fix: "Type it again." });
    await expect(desk.withReason(both)).rejects.toMatchObject({ code: "BAD_PASSWORD" });
    expect(desk.get()).toMatchObject({
      issuing: false,
      person: { id: first.id },
      say: { error: { code: "CUT_OFF" } },
    });
    expect(desk.get().waiting).not.toBeNull();
    await desk.withReason(both);
    backend.failNext("Mass.Issue", cut);
    await desk.scan(second.label);
    await desk.scan(rifle().label);
    expect([holding(first.id), holding(second.id)]).toEqual([1, 0]);
    expect(desk.get().waiting).not.toBeNull();
    const overrides = backend.calls
      .filter((c) => c.method === "Mass.Issue")
      .map((c) => (c.args[0] as T.MassIssue).override);
    const sent = { ...both, unchecked: false };
    expect(overrides).toEqual([null, sent, sent, null]);
  });

  it("offers a reason wherever one helps, for that item alone, and nowhere else", async () => {
    const broken = {
      code: "NEEDS_REASON",
      message: "It is recorded as damaged.",
      fix: "Say why.",
      reason: true,
    };
    const [first, second] = [free(0), free(1)];
    backend.failNext("Mass.Issue", { code: "BLOCKED", message: "3 are left.", fix: "Hand out less." });
    await desk.scan(first.label);
    await desk.scan(rifle().label);
    expect(desk.get().waiting).toBeNull();
    backend.failNext("Mass.Issue", broken);
    await desk.scan(rifle().label);
    await desk.withReason(alone("no other is left"));
    expect(holding(first.id)).toBe(1);
    backend.failNext("Mass.Issue", { ...broken, code: "CUT_OFF" });
    await desk.scan(second.label);
    await desk.scan(rifle().label);
    expect(holding(second.id)).toBe(0);
  });

  it("what is scanned after it was closed is refused in words", async () => {
    await makeApi(backend).mass.close(massId, "");
    await desk.scan(free().label);
    await desk.scan(rifle().label);
    expect(desk.get().say).toMatchObject({ kind: "error", error: { code: "BLOCKED" } });
  });
});
