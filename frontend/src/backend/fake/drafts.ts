import type * as T from "../types.gen";
import { ago, nextId } from "./ids";
import { type FakeStore, refuse } from "./store";

/** What the caller sees of them: his own, at this station, are his to go on with. */
export function list(store: FakeStore): T.Draft[] {
  const { username } = store.who();
  return store.drafts.map((d) => ({
    ...d,
    mine: d.username === username && d.station === store.station.name,
  }));
}

/** The rules of app/drafts.go. */
export function save(store: FakeStore, d: T.Draft): T.Draft {
  const account = store.need("draft");
  const old = store.drafts.find((x) => x.id === d.id);
  if ((d.username !== "" && d.username !== account.username) || (d.id !== "" && old && old.rev !== d.rev)) {
    throw refuse("STALE_DRAFT", "This draft was changed on another screen.", "Open it again.");
  }
  const saved: T.Draft = {
    ...d,
    id: d.id || nextId(),
    account: account.name,
    username: account.username,
    station: store.station.name,
    saved: new Date().toISOString(),
    rev: d.rev + 1,
    mine: true,
  };
  store.drafts = [saved, ...store.drafts.filter((x) => x.id !== saved.id)];
  store.changed("drafts");
  return saved;
}

export function takeOver(store: FakeStore, id: string): T.Draft {
  const account = store.need("draft");
  const d = store.drafts.find((x) => x.id === id);
  if (!d)
    throw refuse("NOT_FOUND", "This draft is gone.", "It was finished or thrown away on another screen.");
  const taken: T.Draft = {
    ...d,
    commandId: d.username === account.username ? d.commandId : nextId(),
    account: account.name,
    username: account.username,
    station: store.station.name,
    saved: new Date().toISOString(),
    rev: d.rev + 1,
    mine: true,
    live: true,
  };
  store.drafts = store.drafts.map((x) => (x.id === id ? taken : x));
  store.changed("drafts");
  return taken;
}

/** One that is being issued elsewhere, one being taken back, one that was left, and one of the caller's own. */
export function seed(store: FakeStore): T.Draft[] {
  const lim = { account: "SSGT LIM, Karen S.", username: "armorer2", station: "Counter 2" };
  const gone = { account: "A1C BELLO, Marco T.", username: "armorer3", station: "Gate house" };
  const own = {
    account: store.account?.name ?? "",
    username: store.account?.username ?? "",
    station: store.station.name,
  };
  return [
    draft(store, 3, own, "issue", true, true, 52),
    draft(store, 1, lim, "issue", true, false, 0.4),
    draft(store, 2, lim, "return", true, false, 4),
    draft(store, 4, gone, "issue", false, false, 190),
  ];
}

type Whose = Pick<T.Draft, "account" | "username" | "station">;

function draft(
  store: FakeStore,
  nth: number,
  whose: Whose,
  mode: "issue" | "return",
  live: boolean,
  aside: boolean,
  minutes: number,
): T.Draft {
  const person = store.people[nth];
  const item = store.items.filter((i) => (mode === "issue" ? i.status === "Available" : i.holder))[nth];
  if (!person || !item) throw new Error("the fake has too few people or items");
  return {
    ...whose,
    id: nextId(),
    commandId: nextId(),
    form: "counter",
    title: `${person.name}: ${item.model} ${item.number}`,
    saved: ago(minutes),
    rev: 2,
    body: JSON.stringify({
      mode,
      personId: person.id,
      purposeId: store.purposes[0]?.id ?? "",
      purposeText: "",
      receiptType: "TR",
      notes: "",
      aside,
      lines: [{ itemId: item.id, magazines: 2, rounds: 60, condition: "Good", edited: false }],
    }),
    mine: false,
    live,
  };
}
