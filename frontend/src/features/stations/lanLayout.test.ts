import { describe, expect, it } from "vitest";
import { between, layOut, nameLines, type Place, pictureWidth, textWidth, touch } from "./lanLayout";

const card = { width: 190, height: 70 };

/** Whether a line goes through a card, tried in small steps. */
function crosses([a, b]: readonly [Place, Place], over: Place): boolean {
  return Array.from({ length: 201 }, (_, i) => i / 200).some((t) => {
    const [x, y] = [a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t];
    return Math.abs(x - over.x) < card.width / 2 && Math.abs(y - over.y) < card.height / 2;
  });
}

describe("the picture of the LAN", () => {
  it.each(Array.from({ length: 20 }, (_, i) => i))("with %i others covers nothing", (count) => {
    const { height, middle, around } = layOut(count, card);
    expect(around).toHaveLength(count);
    const all = [middle, ...around];
    all.forEach((a, i) => {
      expect(Math.abs(a.x - pictureWidth / 2)).toBeLessThanOrEqual((pictureWidth - card.width) / 2);
      expect(a.y).toBeGreaterThanOrEqual(card.height / 2);
      expect(a.y).toBeLessThanOrEqual(height - card.height / 2);
      for (const b of all.slice(i + 1)) expect(touch(a, b, card)).toBe(false);
    });
    around.forEach((end, i) => {
      const line = between(middle, end, card);
      for (const other of around.filter((_, j) => j !== i)) expect(crosses(line, other)).toBe(false);
    });
  });

  it("says when cards do touch", () => {
    expect(touch({ x: 0, y: 0 }, { x: 150, y: 20 }, card)).toBe(true);
    expect(
      crosses(
        [
          { x: 0, y: 0 },
          { x: 400, y: 0 },
        ],
        { x: 200, y: 10 },
      ),
    ).toBe(true);
  });
});

describe("a name on a card", () => {
  it("is whole, in one line or two", () => {
    expect(nameLines("Counter 1", 144, 13)).toEqual(["Counter 1"]);
    const long = nameLines("Explosive Ordnance Disposal Compound Two", 144, 13);
    expect(long).toEqual(["Explosive Ordnance", "Disposal Compound Two"]);
    expect(nameLines("A".repeat(40), 144, 13).join("")).toBe("A".repeat(40));
  });

  it("is measured by its letters", () => {
    expect(textWidth("WWWW", 10)).toBeGreaterThan(textWidth("illi", 10));
  });
});
