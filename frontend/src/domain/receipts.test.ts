import { describe, expect, it } from "vitest";
import { formatName, initials } from "./names";
import { passwordRules } from "./passwords";
import { durability, totals, wholeCount } from "./receipts";
import { knownStates, stateSpec } from "./states";
import { relative } from "./times";

describe("durability of a receipt", () => {
  it.each([
    [1, 1, "here"],
    [1, 3, "here"],
    [2, 3, "some"],
    [3, 3, "everywhere"],
  ])("on %i of %i stations is %s", (onStations, stations, want) => {
    expect(durability({ onStations, stations })).toBe(want);
  });
});

describe("figures", () => {
  it("are summed over the lines", () => {
    expect(
      totals([
        { magazines: 3, rounds: 90 },
        { magazines: 4, rounds: 42 },
      ]),
    ).toEqual({ magazines: 7, rounds: 132 });
  });
  it("typed as nonsense count as nothing, never as less than nothing", () => {
    const typed = ["", "x", -4, "7.9"].map((v) => wholeCount(v, 100));
    expect(typed).toEqual([0, 0, 0, 7]);
  });
  it("typed too large are the most their field takes", () => {
    expect([wholeCount(20_000, 100_000), wholeCount(200_000, 100_000), wholeCount(101, 100)]).toEqual([
      20_000, 100_000, 100,
    ]);
  });
});

describe("names", () => {
  it("are written as the unit writes them", () => {
    expect(formatName({ rank: "SGT", lastName: "Dela Cruz", firstName: "Juan", middle: "mendoza" })).toBe(
      "SGT DELA CRUZ, Juan M.",
    );
    expect(formatName({ rank: "AM", lastName: "Lim", firstName: "", middle: "" })).toBe("AM LIM");
    expect(initials({ firstName: "Juan", lastName: "Dela Cruz" })).toBe("JD");
  });
});

describe("a password", () => {
  const met = (p: string, role: string) => passwordRules(p, p, "joel", role).every((r) => r.met);
  it("of a superuser needs 15 characters, of others 10", () => {
    expect(met("blue-lamp-4", "armorer")).toBe(true);
    expect(met("blue-lamp-4", "superuser")).toBe(false);
    expect(met("blue-lamp-4-oak-tree", "superuser")).toBe(true);
  });
  it("is no username and not one letter", () => {
    expect(met("joel-joel-joel-1", "armorer")).toBe(false);
    expect(met("aaaaaaaaaaaaaaaa", "armorer")).toBe(false);
  });
});

describe("states", () => {
  it("each item state differs from the others by word, and colour is never alone", () => {
    const words = knownStates("item").map((s) => stateSpec("item", s).word);
    expect(new Set(words).size).toBe(11);
    const pairs = knownStates("item").map((s) => `${stateSpec("item", s).icon}.${stateSpec("item", s).tone}`);
    expect(new Set(pairs).size).toBe(11);
  });
  it("an unknown word is shown as it came", () => {
    expect(stateSpec("item", "Melted").word).toBe("states.unknown");
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-24T10:00:00Z");
  it("are told in the largest unit that fits", () => {
    expect(relative("2026-11-24T09:56:00Z", now)).toEqual({ unit: "minutes", count: 4, future: false });
    expect(relative("2026-11-25T10:00:00Z", now)).toEqual({ unit: "hours", count: 24, future: true });
    expect(relative("", now)).toBeNull();
  });
});
