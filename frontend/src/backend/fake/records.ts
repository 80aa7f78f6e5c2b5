import type * as T from "../types.gen";
import { nextId } from "./ids";
import { upkeepOf } from "./maintenance";
import { recovery, stations } from "./site";
import { type FakeStore, refuse } from "./store";

// Lists, records and forms of items, people and transactions.

type Sorter<X> = Record<string, (x: X) => string>;

function sorted<X>(rows: readonly X[], sort: string, by: Sorter<X>): readonly X[] {
  const down = sort.startsWith("-");
  const key = by[down ? sort.slice(1) : sort];
  if (!key) return rows;
  const out = [...rows].sort((a, b) => key(a).localeCompare(key(b), "en", { numeric: true }));
  return down ? out.reverse() : out;
}

export function has(text: string, ...fields: readonly string[]): boolean {
  const all = fields.join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

export const any = (wanted: string | undefined, is: string) =>
  wanted === undefined || wanted === "" || wanted === is;

export function listItems(store: FakeStore, q: T.ListQuery): T.Page<T.ItemRow> {
  const f = q.filter;
  const rows = store.items.filter(
    (i) =>
      has(q.text, i.label, i.model, i.serial, i.number, i.code, i.description, i.holder?.name ?? "") &&
      (f.status === "Out"
        ? ["Issued", "Overdue", "Contested"].includes(i.status)
        : f.status === "Due soon"
          ? i.dueSoon
          : any(f.status, i.status)) &&
      any(f.modelId, i.modelId) &&
      any(f.category, i.category) &&
      any(f.condition, i.condition) &&
      any(f.holder, i.holder?.personId ?? ""),
  );
  return store.page(
    sorted(rows, q.sort || "number", {
      label: (i) => i.label,
      model: (i) => i.model,
      serial: (i) => i.serial,
      status: (i) => i.status,
      number: (i) => i.number,
      due: (i) => i.holder?.due ?? "9",
    }),
    q,
  );
}

export function itemRecord(store: FakeStore, id: string): T.ItemRecord {
  const item = store.item(id);
  return {
    ...item,
    upkeep: upkeepOf(store, item.id),
    tagCode: recovery().qr,
    registered: new Date(Date.UTC(2025, 0, 15)).toISOString(),
    history: store.events.filter((e) => e.subject === item.id).map((e) => e.event),
    older: false,
  };
}

export function saveItem(store: FakeStore, f: T.ItemForm): T.ItemRecord {
  store.need(f.id === "" ? "item.register" : "item.edit");
  const model = store.models.find((m) => m.id === f.modelId);
  if (!model) throw refuse("INVALID", "No model is chosen.", "Choose the model.");
  if (f.serial.trim() === "")
    throw refuse("INVALID", "The serial number is empty.", "Type the serial number.");
  if (store.items.some((i) => i.id !== f.id && i.serial === f.serial.trim())) {
    throw refuse(
      "DUPLICATE",
      `Serial number ${f.serial.trim()} is registered already.`,
      "Look at the item that has it.",
    );
  }
  const fields = {
    model: model.name,
    modelId: model.id,
    category: model.category,
    calibre: model.calibre,
    serial: f.serial.trim(),
    number: f.number,
    code: f.code,
    description: f.description,
    photo: f.photo,
  };
  let id = f.id;
  if (id === "") {
    id = nextId();
    store.items.unshift({
      ...fields,
      id,
      label: `${model.category === "pistol" ? "IP" : "IR"}-${fields.serial}241126`,
      status: f.status || "Available",
      condition: f.condition || "Good",
      holder: null,
      candidates: [],
      doubt: null,
      dueSoon: false,
    });
  } else Object.assign(store.item(id), fields);
  store.record([id], {
    kind: f.id === "" ? "item.registered" : "item.edited",
    time: new Date().toISOString(),
    title: f.id === "" ? "Registered" : "Edited",
    detail: `${model.name}, serial number ${fields.serial}`,
    receiptNo: "",
    transaction: "",
  });
  store.changed("items", "board");
  return itemRecord(store, id);
}

export function setItemStatus(store: FakeStore, c: T.StatusChange): T.ItemRecord {
  store.need("item.status");
  const item = store.item(c.id);
  if (item.holder || item.candidates.length > 0) {
    throw refuse(
      "HOLDING",
      `${item.model} ${item.number} is out with ${item.holder?.name ?? "somebody"}.`,
      "Its status can change when it is back.",
    );
  }
  if (c.reason.trim() === "") throw refuse("NEEDS_REASON", "A reason is needed.", "Type why.");
  if (["Retired", "Turned in", "Lost"].includes(c.status)) store.needSecond("retire", "item.status");
  if (c.status) item.status = c.status;
  if (c.condition) item.condition = c.condition;
  store.record([item.id], {
    kind: "item.status",
    time: new Date().toISOString(),
    title: `Now ${c.status || item.condition}`,
    detail: c.reason,
    receiptNo: "",
    transaction: "",
  });
  store.changed("items", "board");
  return itemRecord(store, c.id);
}

export function listPeople(store: FakeStore, q: T.ListQuery): T.Page<T.PersonRow> {
  const f = q.filter;
  const rows = store.people
    .map((p) => store.personRow(p.id))
    .filter(
      (p) =>
        has(q.text, p.label, p.serial, p.name, p.group, p.code) &&
        any(f.status, p.status) &&
        any(f.group, p.group) &&
        any(f.rank, p.rank) &&
        any(f.holding, p.holds > 0 ? "yes" : "no"),
    );
  return store.page(
    sorted(rows, q.sort || "name", {
      name: (p) => `${p.lastName} ${p.firstName}`,
      rank: (p) => p.rank,
      serial: (p) => p.serial,
      group: (p) => p.group,
      label: (p) => p.label,
    }),
    q,
  );
}

export function savePerson(store: FakeStore, f: T.PersonForm): T.PersonRecord {
  store.need(f.id === "" ? "person.register" : "person.edit");
  if (f.lastName.trim() === "") throw refuse("INVALID", "The last name is empty.", "Type the last name.");
  if (store.people.some((p) => p.id !== f.id && p.serial === f.serial.trim())) {
    throw refuse(
      "DUPLICATE",
      `Serial number ${f.serial.trim()} is registered already.`,
      "Look at the person who has it.",
    );
  }
  const officers = store.lists.find((l) => l.name === "ranks-officer")?.values ?? [];
  const officer = officers.includes(f.rank);
  const initial = f.middle ? ` ${f.middle.charAt(0).toUpperCase()}.` : "";
  const { id: _id, ...typed } = f;
  const fields = {
    ...typed,
    lastName: f.lastName.trim().toUpperCase(),
    name: `${f.rank} ${f.lastName.trim().toUpperCase()}, ${f.firstName}${initial}`,
    officer,
  };
  let id = f.id;
  if (id === "") {
    id = nextId();
    store.people.unshift({
      ...fields,
      id,
      label: `${officer ? "PO" : "PE"}-${f.serial}241126`,
      status: "Active",
    });
  } else Object.assign(store.person(id), fields);
  store.record([id], {
    kind: f.id === "" ? "person.registered" : "person.edited",
    time: new Date().toISOString(),
    title: f.id === "" ? "Registered" : "Edited",
    detail: fields.name,
    receiptNo: "",
    transaction: "",
  });
  store.changed("people");
  return store.personRecord(id);
}

export function setPersonStatus(store: FakeStore, c: T.StatusChange): T.PersonRecord {
  store.need("person.status");
  const held = store.heldBy(c.id);
  if (c.status === "Archived" && held.length > 0) {
    throw refuse(
      "HOLDING",
      `${store.person(c.id).name} still has ${held.length} items.`,
      "Take them back first.",
    );
  }
  if (c.reason.trim() === "") throw refuse("NEEDS_REASON", "A reason is needed.", "Type why.");
  store.person(c.id).status = c.status;
  store.record([c.id], {
    kind: "person.status",
    time: new Date().toISOString(),
    title: `Now ${c.status}`,
    detail: c.reason,
    receiptNo: "",
    transaction: "",
  });
  store.changed("people");
  return store.personRecord(c.id);
}

export function listTransactions(store: FakeStore, q: T.ListQuery): T.Page<T.Transaction> {
  const f = q.filter;
  const stationNames = new Map(stations(store).map((x) => [x.id, x.name]));
  const rows = store.transactions.filter(
    (t) =>
      has(
        q.text,
        t.receiptNo,
        t.person,
        t.personLabel,
        t.purpose,
        ...t.lines.flatMap((l) => [l.label, l.model, l.serial, l.number]),
      ) &&
      any(f.action, t.action) &&
      any(f.person, t.personId) &&
      any(f.purpose, t.purpose) &&
      (!f.station || stationNames.get(f.station) === t.station) &&
      (!f.account || store.accounts.find((a) => a.id === f.account)?.username === t.username) &&
      (!f.item || t.lines.some((l) => l.itemId === f.item)) &&
      (!f.from || t.time >= f.from) &&
      (!f.to || t.time < f.to) &&
      (f.open !== "yes" || t.stillOut > 0),
  );
  return store.page(q.sort === "time" ? [...rows].reverse() : rows, q);
}

export function search(store: FakeStore, text: string): readonly T.Hit[] {
  if (text.trim().length < 2) return [];
  const people = store.people
    .filter((p) => has(text, p.name, p.label, p.serial))
    .slice(0, 6)
    .map((p) => ({
      kind: "person",
      id: p.id,
      title: p.name,
      detail: `${p.label} · ${p.group}`,
      status: p.status,
    }));
  const items = store.items
    .filter((i) => has(text, i.label, i.model, i.serial, i.number))
    .slice(0, 6)
    .map((i) => ({
      kind: "item",
      id: i.id,
      title: `${i.model} ${i.number}`,
      detail: `SN ${i.serial}`,
      status: i.status,
    }));
  const receipts = store.transactions
    .filter((t) => has(text, t.receiptNo))
    .slice(0, 4)
    .map((t) => ({
      kind: "transaction",
      id: t.id,
      title: `Receipt ${t.receiptNo}`,
      detail: t.person,
      status: t.action,
    }));
  return [...people, ...items, ...receipts];
}
