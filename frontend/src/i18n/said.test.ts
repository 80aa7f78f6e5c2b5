import i18next from "i18next";
import { afterEach, describe, expect, it } from "vitest";
import { BackendError } from "../backend/errors";
import { said } from "./said";

afterEach(() => i18next.changeLanguage("en"));

describe("what the station says", () => {
  const refusal = "M4 Carbine 12 is not out: Available.";

  it("stays as it is on an English screen", () => {
    expect(said(refusal)).toBe(refusal);
  });

  it("is in Filipino on a Filipino screen, with what is filled in", async () => {
    await i18next.changeLanguage("fil");
    for (const [english, filipino] of [
      ["A reason is needed.", "Kailangan ng dahilan."],
      [refusal, "Wala sa labas ang M4 Carbine 12: Available."],
      ["Glock 17 77 is out with SGT DELA CRUZ, Juan", "Hawak ni SGT DELA CRUZ, Juan ang Glock 17 77"],
      [
        "Glock 17 77 is out with SGT DELA CRUZ, Juan since 09:40 (Counter 2).",
        "Hawak ni SGT DELA CRUZ, Juan ang Glock 17 77 mula 09:40 (Counter 2).",
      ],
      [
        "SGT CRUZ, Ana may hold one pistol and one rifle at a time",
        "Hanggang isang pistola at isang riple ang maaaring hawak ni SGT CRUZ, Ana nang sabay",
      ],
      [
        "90 of rounds 5.56 are asked for, and 1 is left.",
        "90 ng rounds 5.56 ang hinihingi, at 1 ang natitira.",
      ],
      [
        "SGT CRUZ, Ana has no qualification for pistols on record.",
        "Walang nakatalang kuwalipikasyon si SGT CRUZ, Ana para sa mga pistola.",
      ],
      ["one item", "isang gamit"],
      ["3 items", "3 gamit"],
      ["Two counts that do not agree: 5.56 magazine", "Dalawang bilang na hindi magkatugma: 5.56 magazine"],
      [
        "Row 3: A reason is needed. Nothing was imported.",
        "Hilera 3: Kailangan ng dahilan. Walang na-import.",
      ],
      ["What nobody has translated.", "What nobody has translated."],
      ["", ""],
    ] as const)
      expect(said(english)).toBe(filipino);
    const error = new BackendError({ code: "NOT_OUT", message: refusal, fix: "Scan an item." });
    expect([error.message, error.fix]).toEqual([
      "Wala sa labas ang M4 Carbine 12: Available.",
      "Mag-scan ng gamit.",
    ]);
    expect(said(error.message)).toBe(error.message);
  });
});
