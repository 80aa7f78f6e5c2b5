import type * as T from "../types.gen";
import { ago } from "./ids";
import { shell, stations } from "./site";
import { type FakeStore, refuse } from "./store";

const none: T.Invitation = {
  state: "none",
  code: "",
  expires: "",
  at: "",
  name: "",
  address: "",
  digits: "",
  by: "",
  mine: true,
  problem: null,
};

const posts = [
  "Explosive Ordnance Disposal Compound Two",
  "Main gate",
  "North gate",
  "Flight line",
  "Motor pool",
  "HEADQUARTERS ARMORY 2",
  "Range 4",
  "Training hall",
  "Supply",
  "Duty officer",
  "Radar site",
  "Dormitory A",
  "Fuel depot",
  "K9 section",
  "Wall board",
  "Inspection",
];

/** The other stations, in a state that `?lan=` names: hub, member, alone, electing, many, barred, doubt. */
export class FakeLan {
  private readonly since: string;
  private readonly seen = ago(3);
  private invited = none;
  private changes = new Map<string, Partial<T.StationRow>>();
  private given = "";

  constructor(
    private readonly store: FakeStore,
    private readonly kind: string,
  ) {
    this.since = ago(kind === "electing" ? 0 : 42);
  }

  now(): T.Lan {
    const rows = this.rows();
    const hub = rows.find((r) => r.hub);
    const alone = this.kind === "alone" || this.kind === "barred";
    return {
      role: rows.find((r) => r.this)?.role ?? "alone",
      hub: hub?.name ?? "",
      hubId: hub?.id ?? "",
      term: 7,
      since: this.since,
      electing: this.kind === "electing",
      discovery: this.kind === "member" ? "typed" : "all",
      barred: this.kind === "barred" ? "CLONE" : "",
      problem:
        this.kind === "barred"
          ? "The address :7443, at which other stations reach this one, cannot be used: the port is in use."
          : "",
      waiting: alone ? 12 : 0,
      clockMs: alone || this.kind === "electing" ? null : 42,
      stations: rows,
      doubts:
        this.kind === "doubt"
          ? [
              {
                items: ["IR-12345230226"],
                people: ["SGT DELA CRUZ, Juan M."],
                station: "Counter 2",
                since: this.seen,
              },
            ]
          : [],
    };
  }

  shell(): T.Shell {
    const { role, hub, waiting } = this.now();
    return { ...shell(this.store), role, hub, waiting };
  }

  private rows(): readonly T.StationRow[] {
    return this.found().map((r) => ({ ...r, ...this.changes.get(r.id) }));
  }

  private found(): readonly T.StationRow[] {
    const all = stations(this.store);
    const rows = this.store.people.length === 0 ? all.filter((r) => r.this) : all;
    const lost = { ...state("unreachable"), hub: false, behind: 0, lastSeen: this.seen };
    switch (this.kind) {
      case "member":
        return rows.map((r, i) => ({
          ...r,
          hub: i === 1,
          foundBy: r.this ? "" : i === 1 ? "typed" : "peer",
          ...(i > 1 ? {} : state(i === 1 ? "hub" : "member")),
        }));
      case "alone":
      case "barred":
        return rows.map((r) => (r.this ? { ...r, hub: true, ...state("alone") } : { ...r, ...lost }));
      case "electing":
        return rows.map((r) => ({
          ...r,
          hub: false,
          behind: 0,
          ...state(r.state === "unreachable" ? r.state : "discovering"),
        }));
      case "many":
        return [...rows, ...posts.map((name, i) => this.post(name, i))];
      case "doubt":
        return rows.map((r) => (r.name === "Counter 2" ? { ...r, ...lost } : r));
      default:
        return rows;
    }
  }

  private post(name: string, i: number): T.StationRow {
    const far = i % 7 === 4;
    return {
      id: `01KAT5Q0000000STATION000P${i}`,
      name,
      hub: false,
      this: false,
      priority: 0,
      addr: `192.168.1.${40 + i}:7443`,
      foundBy: ["mdns", "known", "typed", "peer"][i % 4] ?? "mdns",
      behind: i === 8 ? 1240 : 0,
      delayMs: 1 + ((i * 7) % 23),
      clockMs: i === 3 ? 412_000 : i === 6 ? -95_000 : i * 31 - 200,
      version: i === 5 ? "0.0.9" : "0.1.0",
      lastSeen: far ? ago(60 * 24 * i) : ago(0),
      enrolled: ago(60 * 24 * 90),
      ...(i === 15 ? { state: "revoked", role: "" } : state(far ? "unreachable" : "member")),
      ...(i === 8 ? { state: "catching-up" } : {}),
    };
  }

  /** Changes what is known of a station, as an administrator may. */
  change(id: string, change: Partial<T.StationRow>, command = "station.edit"): void {
    this.store.need(command);
    this.changes.set(id, { ...this.changes.get(id), ...change });
    this.store.changed("stations", "shell");
  }

  makeHub(id: string): void {
    for (const r of this.rows()) {
      if (r.id === id) this.change(id, { hub: true, ...state("hub") });
      else if (r.hub) this.change(r.id, { hub: false, ...state("member") });
    }
  }

  addAddress(address: string): void {
    this.store.need("station.edit");
    if (!/^[\w.:-]+$/.test(address)) {
      throw refuse(
        "INVALID",
        "That is not an address of a station.",
        "Type it like 192.168.1.20 or 192.168.1.20:7443, as that station's screen shows it.",
      );
    }
  }

  private password(password: string): T.Account {
    const account = this.store.need("station.enrol");
    if (password.length < 4) throw refuse("BAD_PASSWORD", "The password is wrong.", "Type it again.");
    return account;
  }

  revoke(id: string, password: string): void {
    this.password(password);
    this.change(id, { state: "revoked", role: "", hub: false, behind: 0 }, "station.enrol");
  }

  invite(password: string): T.Invitation {
    const account = this.password(password);
    this.given = account.id;
    this.move({
      ...none,
      state: "waiting",
      code: "W23M-W194-HKB8-9VR3-2G69-W0H1-6PMF-H4KT",
      expires: ago(-15),
      at: "192.168.1.20:7443",
      by: account.name,
    });
    setTimeout(() => this.arrive(), 5000);
    return this.invitation();
  }

  /** A newcomer shows that it knows the code. */
  arrive(): void {
    if (this.invited.state !== "waiting") return;
    this.move({ state: "comparing", name: "Counter 4", address: "192.168.1.24:7443", digits: "314159" });
  }

  invitation(): T.Invitation {
    const mine = this.given === "" || this.given === this.store.account?.id;
    return { ...this.invited, mine, code: mine && this.invited.state === "waiting" ? this.invited.code : "" };
  }

  admit(yes: boolean): T.Invitation {
    if (yes) {
      this.move({ state: "admitting" });
      setTimeout(() => this.move({ state: "done" }), 1500);
    } else {
      this.fail(
        "FORBIDDEN",
        "The new PC was turned away: the digits were not confirmed.",
        "Find out which PC it was before giving another code.",
      );
    }
    return this.invitation();
  }

  /** The newcomer is not let in. */
  fail(code: string, message: string, fix: string): void {
    this.move({ state: "failed", problem: { code, message, fix } as T.Error });
  }

  cancel(): T.Invitation {
    this.move(none);
    return this.invitation();
  }

  private move(next: Partial<T.Invitation>): void {
    this.invited = { ...this.invited, ...next };
    this.store.changed("stations");
  }
}

const state = (s: string) => ({ state: s, role: s === "unreachable" ? "" : s });
