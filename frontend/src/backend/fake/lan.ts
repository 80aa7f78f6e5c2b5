import type * as T from "../types.gen";
import { ago } from "./ids";
import { shell, stations } from "./site";
import type { FakeStore } from "./store";

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

/** The other stations, in a state that `?lan=` names: hub, member, alone, electing, many, barred, doubt. */
export class FakeLan {
  private invited = none;
  constructor(
    private readonly store: FakeStore,
    private readonly kind: string,
  ) {}

  now(): T.Lan {
    const rows = this.rows();
    const hub = rows.find((r) => r.hub);
    return {
      role: rows.find((r) => r.this)?.role ?? "alone",
      hub: hub?.name ?? "",
      hubId: hub?.id ?? "",
      term: 7,
      since: ago(this.kind === "electing" ? 0 : 42),
      electing: this.kind === "electing",
      discovery: "all",
      barred: this.kind === "barred" ? "CLONE" : "",
      problem:
        this.kind === "barred"
          ? "The address :7443, at which other stations reach this one, cannot be used: the port is in use."
          : "",
      waiting: this.kind === "alone" ? 12 : 0,
      clockMs: null,
      stations: rows,
      doubts:
        this.kind === "doubt"
          ? [
              {
                items: ["IR-12345230226"],
                people: ["SGT DELA CRUZ, Juan M."],
                station: "Counter 2",
                since: ago(3),
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
    const rows = stations(this.store);
    switch (this.kind) {
      case "member":
        return rows.map((r, i) => ({
          ...r,
          hub: i === 1,
          ...(i > 1 ? {} : state(i === 1 ? "hub" : "member")),
        }));
      case "alone":
      case "barred":
        return rows.map((r, i) => ({
          ...r,
          hub: i === 0,
          ...state(i === 0 ? "alone" : "unreachable"),
          behind: 0,
        }));
      case "electing":
        return rows.map((r) => ({
          ...r,
          hub: false,
          ...state(r.state === "unreachable" ? r.state : "discovering"),
        }));
      case "many":
        return Array.from({ length: 20 }, (_, i) => ({
          ...(rows[i] ?? { ...rows[1], id: `many${i}`, name: `Guard post number ${i}` }),
        })) as readonly T.StationRow[];
      default:
        return rows;
    }
  }

  invite(): T.Invitation {
    this.invited = {
      ...none,
      state: "waiting",
      code: "W23M-W194-HKB8-9VR3-2G69-W0H1-6PMF-H4KT",
      expires: ago(-14),
      at: "192.168.1.20:7443",
      by: "MSGT Mercado",
    };
    setTimeout(() => {
      if (this.invited.state !== "waiting") return;
      this.invited = {
        ...this.invited,
        state: "comparing",
        code: "",
        name: "Counter 4",
        address: "192.168.1.24",
        digits: "314159",
      };
      this.store.changed("stations");
    }, 2500);
    return this.invited;
  }

  invitation(): T.Invitation {
    return this.invited;
  }

  admit(yes: boolean): T.Invitation {
    this.invited = yes
      ? { ...this.invited, state: "done" }
      : {
          ...this.invited,
          state: "failed",
          problem: {
            code: "FORBIDDEN",
            message: "The new PC was turned away: the digits were not confirmed.",
            fix: "Find out which PC it was before giving another code.",
          } as T.Error,
        };
    this.store.changed("stations");
    return this.invited;
  }

  cancel(): T.Invitation {
    this.invited = none;
    return this.invited;
  }
}

const state = (s: string) => ({ state: s, role: s === "unreachable" ? "" : s });
