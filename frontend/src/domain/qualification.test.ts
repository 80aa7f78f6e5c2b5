import { expect, it } from "vitest";
import { standing } from "./qualification";

it("is good through its day, said to end soon within a month, and over the day after", () => {
  const today = "2026-11-28";
  expect(standing("", today)).toEqual({ kind: "none" });
  expect(standing("2026-11-27", today)).toEqual({ kind: "expired", date: "2026-11-27" });
  expect(standing("2026-11-28", today)).toEqual({ kind: "soon", days: 0 });
  expect(standing("2026-12-28", today)).toEqual({ kind: "soon", days: 30 });
  expect(standing("2026-12-29", today)).toEqual({ kind: "good", date: "2026-12-29" });
});
