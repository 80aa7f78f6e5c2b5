import { describe, expect, it } from "vitest";
import { type KeyVerdict, ScanRecogniser, scanGapMs } from "./scanner";

function type(
  keys: readonly string[],
  gap: number,
  recogniser = new ScanRecogniser(),
  from = 1000,
): KeyVerdict[] {
  return keys.map((key, i) => recogniser.feed({ key, time: from + i * gap, modified: false }));
}

const last = (verdicts: readonly KeyVerdict[]) => verdicts[verdicts.length - 1];

describe("a reader is told from a hand", () => {
  it("quick keys ended by Enter are a scan", () => {
    expect(last(type([..."PE-88231", "Enter"], 8))).toEqual({ kind: "scan", code: "PE-88231" });
  });

  it("quick keys ended by Tab are a scan", () => {
    expect(last(type([..."12345", "Tab"], 3))).toEqual({ kind: "scan", code: "12345" });
  });

  it("the same keys typed by hand are not", () => {
    expect(last(type([..."PE-88231", "Enter"], 120))).toEqual({ kind: "none" });
  });

  it("a gap of exactly the limit is a hand", () => {
    expect(last(type([..."12345", "Enter"], scanGapMs))).toEqual({ kind: "none" });
    expect(last(type([..."12345", "Enter"], scanGapMs - 1))).toEqual({ kind: "scan", code: "12345" });
  });

  it("three characters are too few", () => {
    expect(last(type([..."123", "Enter"], 5))).toEqual({ kind: "none" });
  });

  it("Shift between capital letters belongs to the scan", () => {
    expect(last(type(["Shift", "I", "Shift", "R", "-", "1", "2", "Enter"], 6))).toEqual({
      kind: "scan",
      code: "IR-12",
    });
  });

  it("letters typed by hand before the scan are not part of it", () => {
    const r = new ScanRecogniser();
    type(["a", "b"], 150, r);
    expect(last(type([..."88231", "Enter"], 5, r, 2000))).toEqual({ kind: "scan", code: "88231" });
  });

  it("a hand that presses Enter late after a burst has not scanned", () => {
    const r = new ScanRecogniser();
    type([..."88231"], 5, r);
    expect(r.feed({ key: "Enter", time: 3000, modified: false })).toEqual({ kind: "none" });
  });

  it("two scans in a row are two", () => {
    const r = new ScanRecogniser();
    expect(last(type([..."11111", "Enter"], 5, r))).toEqual({ kind: "scan", code: "11111" });
    expect(last(type([..."22222", "Enter"], 5, r, 1040))).toEqual({ kind: "scan", code: "22222" });
  });

  it("a short cut breaks it off", () => {
    const r = new ScanRecogniser();
    type([..."123"], 5, r);
    r.feed({ key: "k", time: 1020, modified: true });
    expect(r.feed({ key: "Enter", time: 1025, modified: false })).toEqual({ kind: "none" });
  });
});
