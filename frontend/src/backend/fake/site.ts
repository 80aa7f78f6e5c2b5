import type * as T from "../types.gen";
import { openCount } from "./discrepancies";
import { ago, hex, nextId } from "./ids";
import { running } from "./mass";
import { canOfRole } from "./seed";
import { lowStock } from "./stock";
import { type FakeStore, refuse } from "./store";

// The site around the counter: shell, board, stations, accounts, audit, jobs.

export function shell(store: FakeStore): T.Shell {
  store.who();
  return {
    site: store.site.name,
    unit: store.site.unit,
    station: store.station.name,
    stationId: store.station.id,
    role: "alone",
    hub: store.station.name,
    entries: 18_204 + store.events.length,
    waiting: 0,
    unread: store.notifications.filter((n) => !n.read).length,
    conflictsOpen: store.conflicts.filter((c) => c.state === "Open").length,
    discrepanciesOpen: openCount(store),
    overdue: store.items.filter((i) => i.status === "Overdue").length,
    lowStock: lowStock(store),
    dueSoon: store.items.filter((i) => i.dueSoon).length,
    idleLockMin: store.site.idleLockMin,
    announcements: store.announcements.filter((a) => !a.withdrawn && !a.mine),
    mass: running(store),
    clockWarning: "",
    countsDue: store.site.closingCount === "" ? [] : [{ type: "closing", at: ago(25) }],
    version: "0.1.0",
    now: new Date().toISOString(),
  };
}

export function stations(store: FakeStore): readonly T.StationRow[] {
  const row = (name: string, state: string, i: number, own: boolean): T.StationRow => ({
    id: own ? store.station.id : `01KAT5Q0000000STATION0000${i}`,
    name,
    state,
    role: state === "unreachable" ? "" : state === "catching-up" ? "member" : state,
    hub: own,
    addr: `192.168.1.${19 + i}:7443`,
    foundBy: own ? "" : "mdns",
    enrolled: "",
    this: own,
    priority: i,
    behind: state === "catching-up" ? 14 : 0,
    delayMs: own ? 0 : i * 2,
    clockMs: i * 40,
    version: "0.1.0",
    lastSeen: state === "unreachable" ? ago(190) : ago(0),
  });
  return [
    row(store.station.name, "hub", 1, true),
    row("ADMIN-1", "member", 2, false),
    row("Counter 2", "catching-up", 3, false),
    row("Gate house", "unreachable", 4, false),
  ];
}

export function board(store: FakeStore): T.Board {
  const count = (...states: readonly string[]) => store.items.filter((i) => states.includes(i.status)).length;
  const out = store.items
    .filter((i) => i.holder !== null)
    .sort((a, b) => (a.holder?.due ?? "").localeCompare(b.holder?.due ?? ""));
  const models = store.models.map((m): T.ModelStrength => {
    const of = store.items.filter((i) => i.modelId === m.id);
    const n = (...s: readonly string[]) => of.filter((i) => s.includes(i.status)).length;
    const [available, issued, maintenance] = [n("Available"), n("Issued", "Overdue"), n("Maintenance")];
    return {
      modelId: m.id,
      model: m.name,
      category: m.category,
      available,
      issued,
      overdue: n("Overdue"),
      maintenance,
      other: of.length - available - issued - maintenance,
      total: of.length,
    };
  });
  return {
    available: count("Available"),
    issued: count("Issued", "Overdue"),
    overdue: count("Overdue"),
    dueSoon: store.items.filter((i) => i.dueSoon).length,
    maintenance: count("Maintenance"),
    total: store.items.length,
    models,
    out: out.slice(0, 200),
    outTotal: out.length,
    online: store.accounts
      .filter((a) => a.online)
      .map((a, i) => ({
        accountId: a.id,
        username: a.username,
        name: a.name,
        role: a.role,
        station: i % 2 ? "ADMIN-1" : store.station.name,
        since: ago(40 + i * 35),
        state: i === 1 ? "locked" : "active",
      })),
    stations: stations(store),
    issuedToday: store.transactions
      .filter((t) => t.action === "Take")
      .reduce((n, t) => n + t.lines.length, 0),
    returnedToday: store.transactions
      .filter((t) => t.action === "Return")
      .reduce((n, t) => n + t.lines.length, 0),
  };
}

/** Notifications go by the id of the last one seen; the total is how many are unread. */
export function notices(store: FakeStore, q: T.ListQuery): T.Page<T.Notification> {
  const from = q.after === "" ? 0 : store.notifications.findIndex((n) => n.id === q.after) + 1;
  const items = store.notifications.slice(from, from + q.limit);
  return {
    items,
    next: items.length < q.limit ? "" : (items[items.length - 1]?.id ?? ""),
    total: store.notifications.filter((n) => !n.read).length,
  };
}

export function addAccount(store: FakeStore, a: T.NewAccount): T.Account {
  store.need("account.edit");
  return newAccount(store, a);
}

export function newAccount(store: FakeStore, a: T.NewAccount): T.Account {
  if (store.accounts.some((x) => x.username === a.username)) {
    throw refuse("DUPLICATE", `The username ${a.username} is taken.`, "Choose another.");
  }
  checkPassword(a.password, a.role);
  const made = {
    id: nextId(),
    username: a.username,
    name: a.name,
    role: a.role,
    disabled: false,
    lockedUntil: "",
    lastSeen: "",
    online: false,
    can: canOfRole(a.role),
  };
  store.accounts.push(made);
  store.changed("accounts");
  return made;
}

export function checkPassword(password: string, role: string): void {
  const min = role === "superuser" ? 15 : 10;
  if (password.length < min) {
    throw refuse("INVALID", `The password is too short.`, `Use at least ${min} characters.`);
  }
}

export function editAccount(store: FakeStore, e: T.EditAccount): T.Account {
  store.need("account.edit");
  const a = store.accounts.find((x) => x.id === e.id);
  if (!a) throw refuse("NOT_FOUND", "No such account.");
  if (a.role === "superuser" && (e.disabled || (e.role !== "" && e.role !== "superuser"))) {
    throw refuse("BLOCKED", "This is the last superuser.", "Make another superuser first.");
  }
  if (e.name) a.name = e.name;
  if (e.role) {
    a.role = e.role;
    a.can = canOfRole(e.role);
  }
  a.disabled = e.disabled;
  store.changed("accounts");
  return { ...a };
}

export function audit(store: FakeStore): T.AuditSummary {
  store.need("verify");
  const entries = 18_204 + store.events.length;
  return {
    entries,
    logs: [
      {
        log: hex(1).slice(0, 16),
        station: store.station.name,
        entries: 9120,
        opened: ago(60 * 24 * 200),
        reason: "first start",
        own: true,
      },
      {
        log: hex(2).slice(0, 16),
        station: "ADMIN-1",
        entries: 5204,
        opened: ago(60 * 24 * 198),
        reason: "enrolled",
        own: false,
      },
      {
        log: hex(3).slice(0, 16),
        station: "Counter 2",
        entries: entries - 14_324,
        opened: ago(60 * 24 * 150),
        reason: "enrolled",
        own: false,
      },
    ],
    digest: hex(77),
    storeBytes: 43_120_640,
    lastVerify: store.lastVerify,
    lastVerifyResult: "All 18,190 entries in 3 logs are whole.",
    lastBackup: store.lastBackup,
    backupDir: store.backupDir,
    backupEveryHours: store.backupEvery,
    dataDir: "/home/armory/.local/share/armguard",
    unread: 0,
  };
}

/** A job that walks to its end in `ms`, one push a step. `end` does the work; what it returns is why it failed. */
export function startJob(
  store: FakeStore,
  kind: string,
  total: number,
  result: string,
  ms = 1500,
  end?: () => T.Error | null | undefined,
): T.Job {
  const job: T.Job = {
    id: nextId(),
    kind,
    state: "running",
    done: 0,
    total,
    text: "",
    result: "",
    error: null,
  };
  store.jobs.set(job.id, job);
  const steps = 15;
  let step = 0;
  const timer = setInterval(() => {
    const now = store.jobs.get(job.id);
    if (now?.state !== "running") return clearInterval(timer);
    step += 1;
    const over = step >= steps;
    let error: T.Error | null = null;
    if (over) {
      clearInterval(timer);
      const failed = end?.() ?? null;
      error = failed && { code: failed.code, message: failed.message, fix: failed.fix };
    }
    store.jobs.set(job.id, {
      ...now,
      done: Math.floor((total * step) / steps),
      state: over ? (error ? "failed" : "done") : "running",
      result: over && !error ? result : "",
      error,
    });
    store.changed("jobs");
  }, ms / steps);
  return job;
}

const words =
  "anchor basket candle desert eagle forest garden harbor island jungle kernel lemon marble needle orchid pepper quartz river saddle timber urban velvet window yellow";

export function recovery(): T.Recovery {
  const cells: string[] = [];
  const finder = (x: number, y: number) =>
    `<path d="M${x} ${y}h7v7h-7z"/><path fill="#fff" d="M${x + 1} ${y + 1}h5v5h-5z"/><path d="M${x + 2} ${y + 2}h3v3h-3z"/>`;
  const bits = hex(5) + hex(6) + hex(7) + hex(8);
  for (let y = 0; y < 25; y++) {
    for (let x = 0; x < 25; x++) {
      const corner = (x < 8 && y < 8) || (x > 16 && y < 8) || (x < 8 && y > 16);
      const bit = Number.parseInt(bits.charAt((x * 7 + y * 11) % bits.length), 16) >> ((x + y) % 4);
      if (!corner && bit % 2 === 1) cells.push(`M${x + 2} ${y + 2}h1v1h-1z`);
    }
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h29v29H0z"/><path d="${cells.join("")}"/>${finder(2, 2)}${finder(20, 2)}${finder(2, 20)}</svg>`;
  return {
    words: words.split(" "),
    text: hex(9),
    qr: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`,
  };
}
