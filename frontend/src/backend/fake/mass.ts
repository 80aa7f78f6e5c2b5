import type * as T from "../types.gen";
import * as counter from "./counter";
import { ago, nextId } from "./ids";
import { type FakeStore, refuse } from "./store";

// Mass issues of the fake: one that is over, and with `?mass` one that runs.

export interface FakeMass extends Omit<T.MassRow, "issued" | "live"> {
  readonly purposeId: string;
  closed: string;
  closedBy: string;
  closedAt: string;
  note: string;
  lines: T.MassLine[];
}

function lineOf(store: FakeStore, item: T.ItemRow, h: T.Holder): T.MassLine {
  return {
    state: "out",
    personId: h.personId,
    person: h.name,
    personLabel: h.label,
    group: store.person(h.personId).group,
    itemId: item.id,
    model: item.model,
    number: item.number,
    serial: item.serial,
    receiptNo: h.receiptNo,
    transaction: h.transaction,
    station: h.station,
    issued: h.since,
    returned: "",
    magazines: h.magazines,
    rounds: h.rounds,
    shortMags: 0,
    shortRounds: 0,
    expended: 0,
  };
}

function opened(title: string, purpose: T.Purpose, minutes: number, at: string): FakeMass {
  return {
    id: nextId(),
    title,
    purpose: purpose.name,
    purposeId: purpose.id,
    receiptType: "TR",
    opened: ago(minutes),
    openedBy: "SGT CRUZ, Joel P.",
    openedAt: at,
    closed: "",
    closedBy: "",
    closedAt: "",
    note: "",
    lines: [],
  };
}

export function seedMass(store: FakeStore, live: boolean): FakeMass[] {
  const vigil = store.purposes[2];
  if (!vigil) return [];
  const over = opened("Exercise Ruby", vigil, 4700, "ADMIN-1");
  over.closed = ago(3300);
  over.closedBy = "CPT NAVARRO, Liza G.";
  over.closedAt = "ADMIN-1";
  over.note = "One rifle handed over to the 952nd by order of the commander.";
  over.lines = store.items
    .filter((i) => i.category === "rifle")
    .slice(0, 26)
    .map((item, i) => {
      const person = store.people[i] ?? store.person("");
      const state = i === 3 || i === 9 ? "out" : i === 14 ? "settled" : "back";
      const short = i === 6 ? 1 : 0;
      return {
        ...lineOf(store, item, {
          personId: person.id,
          name: person.name,
          label: person.label,
          since: ago(4690 - i * 1.5),
          due: "",
          station: i % 3 === 0 ? "Counter 2" : "Counter 1",
          receiptNo: `1-${300 + i}`,
          transaction: "",
          purpose: vigil.name,
          magazines: 7,
          rounds: 210,
          stock: [],
        }),
        state,
        returned: state === "back" ? ago(3900 - i * 3) : "",
        shortMags: short,
        shortRounds: short * 30,
      };
    });
  if (!live) return [over];
  const now = opened("Alert Bravo", vigil, 14, "Counter 2");
  now.lines = store.items.flatMap((item) =>
    item.holder && item.status === "Issued" ? [lineOf(store, item, item.holder)] : [],
  );
  return [now, over];
}

export function find(store: FakeStore, id: string): FakeMass {
  const mass = store.mass.find((m) => m.id === id);
  if (!mass) throw refuse("NOT_FOUND", "There is no such mass issue.", "Read the list again.");
  return mass;
}

function row(m: FakeMass): T.MassRow {
  const { lines, purposeId: _, ...rest } = m;
  return { ...rest, live: m.closed === "", issued: lines.length };
}

export const list = (store: FakeStore): readonly T.MassRow[] => store.mass.map(row);
export const running = (store: FakeStore): readonly T.MassRow[] => list(store).filter((m) => m.live);

export function open(store: FakeStore, ask: T.NewMass): T.MassRow {
  const account = store.need("take");
  const other = running(store)[0];
  if (other)
    throw refuse("BLOCKED", `The mass issue "${other.title}" is running.`, "Join it, or close it first.");
  if (ask.title.trim() === "")
    throw refuse("INVALID", "A mass issue needs a name of 1 to 60 characters.", "Write what it is.");
  const purpose = store.purposes.find((p) => p.id === ask.purposeId);
  if (!purpose)
    throw refuse("INVALID", "It is not said what everybody takes his weapon for.", "Choose a purpose.");
  const mass = {
    ...opened(ask.title.trim(), purpose, 0, store.station.name),
    purpose: purpose.freeText ? ask.purposeText : purpose.name,
    receiptType: ask.receiptType,
    openedBy: account.name,
  };
  store.mass.unshift(mass);
  store.changed("mass", "shell");
  return row(mass);
}

export function close(store: FakeStore, id: string, note: string): T.MassRow {
  const account = store.need("take");
  const mass = find(store, id);
  if (mass.closed === "") {
    mass.closed = new Date().toISOString();
    mass.closedBy = account.name;
    mass.closedAt = store.station.name;
    mass.note = note;
    store.changed("mass", "shell");
  }
  return row(mass);
}

export function issue(store: FakeStore, ask: T.MassIssue): T.Transaction {
  const mass = find(store, ask.massId);
  if (mass.closed !== "") {
    throw refuse("BLOCKED", `The mass issue "${mass.title}" was closed.`, "Issue at the counter.");
  }
  const before = store.commands.get(ask.commandId);
  if (before) return before;
  const item = store.item(ask.itemId);
  const load = store.purposes
    .find((p) => p.id === mass.purposeId)
    ?.loadouts.find((l) => l.category === item.category);
  const made = counter.issue(store, {
    commandId: ask.commandId,
    draftId: "",
    personId: ask.personId,
    lines: [{ itemId: ask.itemId, magazines: load?.magazines ?? 0, rounds: load?.rounds ?? 0 }],
    purposeId: mass.purposeId,
    purposeText: mass.purpose,
    receiptType: mass.receiptType,
    notes: "",
    signature: "",
    override: ask.override,
    stock: [],
  });
  const tx = { ...made, mass: mass.title };
  store.transactions[0] = tx;
  store.commands.set(ask.commandId, tx);
  if (item.holder) mass.lines.push(lineOf(store, item, item.holder));
  store.changed("mass");
  return tx;
}

/** The lines as they stand now: what came back since is back. */
function linesOf(store: FakeStore, m: FakeMass): readonly T.MassLine[] {
  return m.lines.map((l) => {
    if (l.state !== "out" || l.transaction === "") return l;
    if (store.item(l.itemId).holder?.transaction === l.transaction) return l;
    return { ...l, state: "back", returned: new Date().toISOString() };
  });
}

function stationsOf(store: FakeStore, lines: readonly T.MassLine[]): readonly T.MassStation[] {
  return [...new Set(lines.map((l) => l.station))]
    .map((station) => {
      const mine = lines.filter((l) => l.station === station);
      return {
        station,
        issued: mine.length,
        last:
          mine
            .map((l) => l.issued)
            .sort()
            .at(-1) ?? "",
        here: station === store.station.name,
      };
    })
    .sort((a, b) => b.issued - a.issued);
}

export function figures(store: FakeStore, id: string): T.MassFigures {
  const mass = find(store, id);
  const lines = linesOf(store, mass);
  const here = lines.filter((l) => l.station === store.station.name);
  const lately = (all: readonly T.MassLine[]) => all.filter((l) => l.issued > ago(1)).length;
  const wanted = new Set(mass.lines.map((l) => l.transaction));
  return {
    mass: row(mass),
    here: here.length,
    all: lines.length,
    minuteHere: lately(here),
    minuteAll: lately(lines),
    stations: stationsOf(store, lines),
    models: store.models
      .map((m) => ({
        model: m.name,
        category: m.category,
        issued: lines.filter((l) => l.model === m.name).length,
        left: store.items.filter((i) => i.modelId === m.id && i.status === "Available").length,
      }))
      .filter((m) => m.issued + m.left > 0),
    last: store.transactions.filter((t) => wanted.has(t.id)).slice(0, 10),
  };
}

export function account(store: FakeStore, id: string): T.MassAccount {
  const mass = find(store, id);
  const order = ["out", "settled", "back"];
  const lines = [...linesOf(store, mass)].sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.person.localeCompare(b.person),
  );
  const count = (all: readonly T.MassLine[], state: string) => all.filter((l) => l.state === state).length;
  const sum = (of: (l: T.MassLine) => number) => lines.reduce((n, l) => n + of(l), 0);
  return {
    mass: row(mass),
    issued: lines.length,
    back: count(lines, "back"),
    out: count(lines, "out"),
    settled: count(lines, "settled"),
    magazines: sum((l) => l.shortMags),
    rounds: sum((l) => l.shortRounds),
    expended: sum((l) => l.expended),
    models: [...new Set(lines.map((l) => l.model))].sort().map((model) => {
      const of = lines.filter((l) => l.model === model);
      return {
        model,
        issued: of.length,
        back: count(of, "back"),
        out: count(of, "out"),
        settled: count(of, "settled"),
      };
    }),
    lines,
    stations: stationsOf(store, lines),
  };
}

export function rehearse(store: FakeStore, ask: T.RehearsalAsk): T.Rehearsal {
  const purpose = store.purposes.find((p) => p.id === ask.purposeId);
  const category =
    ask.category || (purpose?.loadouts.some((l) => l.category === "pistol") ? "pistol" : "rifle");
  const load = purpose?.loadouts.find((l) => l.category === category);
  const mine = store.people.filter((p) => ask.group === "" || p.group === ask.group);
  const active = mine.filter((p) => p.status === "Active");
  const unfit = mine.filter((p) => p.status === "Suspended" || p.status === "Inactive");
  const holders = active.flatMap((p): T.MassHolder[] => {
    const held = store.heldBy(p.id);
    if (held.length === 0) return [];
    return [
      {
        personId: p.id,
        person: p.name,
        label: p.label,
        items: held.map((i) => `${i.model} ${i.number}`).join(", "),
        blocked: held.some((i) => i.category === category),
      },
    ];
  });
  const blocked = holders.filter((h) => h.blocked).length;
  const need = active.length - blocked;
  const weapons = ["rifle", "pistol"].map((c) => {
    const all = store.items.filter((i) => i.category === c);
    const ready = all.filter((i) => i.status === "Available").length;
    const out = all.filter((i) => i.holder !== null).length;
    return { category: c, ready, out, maintenance: all.length - ready - out, doubtful: 0 };
  });
  const ready = weapons.find((w) => w.category === category)?.ready ?? 0;
  const calibre = category === "rifle" ? "5.56x45mm" : "9x19mm";
  const armed = Math.min(need, ready);
  const supplies: T.RehearsalSupply[] = load
    ? [
        { what: "magazine", calibre, need: armed * load.magazines, have: 160, known: true },
        { what: "ammunition", calibre, need: armed * load.rounds, have: 9600, known: true },
      ]
    : [];
  const lacks: T.Shortfall[] = [
    ...(active.length === 0 ? [{ kind: "nobody", what: ask.group, need: 0, have: 0 }] : []),
    ...(blocked > 0 ? [{ kind: "holding", what: "", need: blocked, have: 0 }] : []),
    ...(unfit.length > 0 ? [{ kind: "unfit", what: "", need: unfit.length, have: 0 }] : []),
    ...(need > ready ? [{ kind: "weapons", what: category, need, have: ready }] : []),
    ...(load ? [] : [{ kind: "loadout", what: category, need: 0, have: 0 }]),
    ...supplies.flatMap((s) =>
      s.need > s.have ? [{ kind: s.what, what: s.calibre, need: s.need, have: s.have }] : [],
    ),
  ];
  return {
    category,
    expected: active.length,
    need,
    holders,
    unfit: unfit.map((p) => store.personRow(p.id)),
    unfitAll: unfit.length,
    weapons,
    supplies,
    shortfall: lacks,
  };
}
