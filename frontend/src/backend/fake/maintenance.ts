import type * as T from "../types.gen";
import { ago } from "./ids";
import { has, itemRecord } from "./records";
import { type FakeStore, refuse } from "./store";

/** What was fired and done, by item. */
export type FakeUpkeep = {
  rounds: number;
  roundsSince: number;
  since: string;
  last: readonly T.WorkDone[];
};

const dayMinutes = 60 * 24;

/** Every item as it was registered, some inspected, some fired a lot; models that say when. */
export function seedUpkeep(store: FakeStore): void {
  for (const model of store.models) {
    model.inspectDays = model.category === "rifle" ? 180 : 365;
    model.inspectRounds = model.category === "rifle" ? 1500 : 2000;
  }
  for (const [i, item] of store.items.entries()) {
    const inspected = i % 3 === 0 ? 190 + i : 12 + i * 2;
    const fired = (i * 137) % 1400;
    const done = (work: string, days: number, by: string): T.WorkDone => ({
      work,
      by,
      time: ago(days * dayMinutes),
    });
    store.upkeep.set(item.id, {
      rounds: 2600 + fired,
      roundsSince: i === 4 || i === 19 ? 1640 + i : fired,
      since: ago(inspected * dayMinutes),
      last: [
        done("cleaned", 3 + (i % 9), "SGT CRUZ, Joel P."),
        done("inspected", inspected, "MSGT Rey Arellano"),
      ],
    });
    if (item.status !== "Maintenance") continue;
    const sent = {
      kind: "item.status",
      receiptNo: "",
      transaction: "",
      title: "Set to Maintenance",
      time: ago((2 + i) * dayMinutes),
    };
    store.record([item.id], {
      ...sent,
      detail: item.description || "Bolt does not close on an empty chamber.",
    });
    store.record([item.id], {
      ...sent,
      kind: "maintenance.log",
      title: "Test-fired",
      detail: "by MSGT Rey Arellano · 20 rounds fired · two stoppages",
      time: ago((1 + i) * dayMinutes),
    });
  }
}

export function upkeepOf(store: FakeStore, id: string): T.Upkeep {
  const item = store.item(id);
  const model = store.models.find((m) => m.id === item.modelId);
  const u = store.upkeep.get(item.id) ?? { rounds: 0, roundsSince: 0, since: ago(dayMinutes), last: [] };
  const daysSince = Math.floor((Date.now() - Date.parse(u.since)) / 86_400_000);
  const everyRounds = model?.inspectRounds ?? 0;
  const everyDays = model?.inspectDays ?? 0;
  const due = (everyRounds > 0 && u.roundsSince >= everyRounds) || (everyDays > 0 && daysSince >= everyDays);
  return { ...u, daysSince, everyRounds, everyDays, due };
}

function rows(
  store: FakeStore,
  q: T.ListQuery,
  wanted: (i: T.MaintenanceRow) => boolean,
): T.Page<T.MaintenanceRow> {
  store.need("read");
  const all = store.items
    .map((item): T.MaintenanceRow => {
      const sent = store.events.find((e) => e.subject === item.id && e.event.kind === "item.status")?.event;
      const within = item.status === "Maintenance" ? sent : undefined;
      return {
        ...item,
        upkeep: upkeepOf(store, item.id),
        since: within?.time ?? "",
        why: within?.detail ?? "",
        by: within?.account ?? "",
        station: within?.station ?? "",
      };
    })
    .filter(
      (i) =>
        wanted(i) &&
        has(q.text, i.label, i.model, i.serial, i.number, i.code) &&
        (!q.filter.modelId || q.filter.modelId === i.modelId) &&
        (!q.filter.category || q.filter.category === i.category),
    )
    .sort((a, b) => a.upkeep.since.localeCompare(b.upkeep.since));
  return store.page(all, q);
}

export const now = (store: FakeStore, q: T.ListQuery) => rows(store, q, (i) => i.status === "Maintenance");

export const due = (store: FakeStore, q: T.ListQuery) =>
  rows(store, q, (i) => i.upkeep.due && ["Available", "Issued", "Overdue", "Contested"].includes(i.status));

/** Out of service and back, as any armorer may. */
export function setService(store: FakeStore, c: T.StatusChange): T.ItemRecord {
  store.need("maintenance.log");
  const item = store.item(c.id);
  if (item.holder) {
    throw refuse(
      "HOLDING",
      `${item.model} ${item.number} is out with ${item.holder.name}.`,
      "Its status can change when it is back.",
    );
  }
  if (c.reason.trim().length < 3) throw refuse("NEEDS_REASON", "A reason is needed.", "Type why.");
  item.status = c.status || item.status;
  item.condition = c.condition || item.condition;
  store.record([item.id], {
    kind: "item.status",
    time: new Date().toISOString(),
    title: `Set to ${item.status}`,
    detail: c.reason,
    receiptNo: "",
    transaction: "",
  });
  store.changed("items", "board");
  return itemRecord(store, c.id);
}

export function log(store: FakeStore, f: T.WorkForm): T.ItemRecord {
  const account = store.need("maintenance.log");
  if (f.work === "test-fired" && f.rounds === 0) {
    throw refuse("INVALID", "It is not said how many rounds were fired.", "Fill in the rounds.");
  }
  const time = new Date().toISOString();
  const before = store.upkeep.get(f.itemId) ?? { rounds: 0, roundsSince: 0, since: time, last: [] };
  const by = f.by || account.name;
  store.upkeep.set(f.itemId, {
    rounds: before.rounds + f.rounds,
    roundsSince: f.work === "inspected" ? 0 : before.roundsSince + f.rounds,
    since: f.work === "inspected" ? time : before.since,
    last: [...before.last.filter((w) => w.work !== f.work), { work: f.work, by, time }],
  });
  store.record([f.itemId], {
    kind: "maintenance.log",
    time,
    title: f.work.charAt(0).toUpperCase() + f.work.slice(1),
    detail: [f.by && `by ${f.by}`, f.rounds > 0 && `${f.rounds} rounds fired`, f.text]
      .filter(Boolean)
      .join(" · "),
    receiptNo: "",
    transaction: "",
  });
  if (f.status || f.condition) {
    return setService(store, {
      id: f.itemId,
      status: f.status,
      condition: f.condition,
      reason: `${f.work} ${f.text}`,
    });
  }
  store.changed("items");
  return itemRecord(store, f.itemId);
}
