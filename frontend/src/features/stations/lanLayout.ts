// Where stations stand in the picture of the LAN: the hub in the middle, the others around it.

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The drawing's own units; it is scaled to the width of the page. */
export const pictureWidth = 1000;
const gap = { x: 16, y: 16 };
const margin = 16;
const steps = 720;
/** Where the search for room ends, whatever comes. */
const tallest = 4000;
const crowded = 10;

/** How square the ring is: 2 is an ellipse, more has room for more cards along its sides. */
const squareness = (count: number) => Math.min(12, 2 + count / 2);

/** The point of the ring at an angle, the middle being 0, 0. */
function ringAt(angle: number, rx: number, ry: number, square: number): Place {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const r = (Math.abs(cos) ** square + Math.abs(sin) ** square) ** (-1 / square);
  return { x: rx * r * cos, y: ry * r * sin };
}

/** Points along the ring with the same way between them, a card's width counting as much as its height. */
function spread(count: number, start: number, rx: number, ry: number, card: Size): readonly Place[] {
  const points = Array.from({ length: steps + 1 }, (_, i) =>
    ringAt(start + (i / steps) * 2 * Math.PI, rx, ry, squareness(count)),
  );
  const way = [0];
  for (let i = 1; i <= steps; i++) {
    const [a, b] = [points[i - 1] as Place, points[i] as Place];
    const step = Math.max(
      Math.abs(b.x - a.x) / (card.width + gap.x),
      Math.abs(b.y - a.y) / (card.height + gap.y),
    );
    way.push((way[i - 1] ?? 0) + step);
  }
  const whole = way[steps] ?? 1;
  return Array.from({ length: count }, (_, k) => {
    const at = way.findIndex((w) => w >= (k / count) * whole - 1e-9);
    return points[at] as Place;
  });
}

/** Where the ring may begin so that it is the same left and right: at the top when the number is odd, else at the right. */
const starts = (count: number) => (count % 2 === 1 ? [-Math.PI / 2] : [0, Math.PI / count]);

/** Whether two cards lie over each other, the gap between them counted. */
export function touch(a: Place, b: Place, card: Size): boolean {
  return Math.abs(a.x - b.x) < card.width + gap.x - 1 && Math.abs(a.y - b.y) < card.height + gap.y - 1;
}

export interface Layout {
  readonly height: number;
  readonly middle: Place;
  /** Of the others, in their order. */
  readonly around: readonly Place[];
}

/** The lowest ring on which no card touches another. A crowded odd number leaves one place free. */
function ringOf(count: number, rx: number, card: Size): readonly Place[] {
  const slots = count > crowded && count % 2 === 1 ? count + 1 : count;
  for (let ry = count > 2 ? 110 : 0; count > 0 && ry < tallest; ry += 8) {
    for (const start of starts(slots)) {
      const ring = spread(slots, start, rx * Math.min(1, 0.75 + count / 40), ry, card).slice(0, count);
      const all = [{ x: 0, y: 0 }, ...ring];
      if (!all.some((a, i) => all.slice(i + 1).some((b) => touch(a, b, card)))) return ring;
    }
  }
  return [];
}

/** Places for one station in the middle and `count` others; the ring grows in height until nothing touches. */
export function layOut(count: number, card: Size): Layout {
  const middle = { x: pictureWidth / 2, y: 0 };
  const rx = (pictureWidth - card.width) / 2 - 4;
  const ring = count === 1 ? [{ x: rx * 0.75, y: 0 }] : ringOf(count, rx, card);
  // Two stand beside each other.
  const shift = count === 1 ? -(ring[0]?.x ?? 0) / 2 : 0;
  const top = Math.min(0, ...ring.map((p) => p.y)) - card.height / 2 - margin;
  const bottom = Math.max(0, ...ring.map((p) => p.y)) + card.height / 2 + margin;
  const put = (p: Place) => ({ x: middle.x + p.x + shift, y: p.y - top });
  return { height: bottom - top, middle: put({ x: 0, y: 0 }), around: ring.map(put) };
}

/** The part of the line between two cards that neither covers. */
export function between(a: Place, b: Place, card: Size): readonly [Place, Place] {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const inside = Math.min(card.width / 2 / Math.abs(dx || 1e-9), card.height / 2 / Math.abs(dy || 1e-9));
  const at = (t: number) => ({ x: a.x + dx * t, y: a.y + dy * t });
  return [at(inside), at(1 - inside)];
}

const narrow = /[iljtfrI1.,:;'|!()\- ]/;
const wide = /[A-HJ-Z0-9mw@%&]/;

/** About how wide a text is, a little more rather than less. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const c of text) ems += narrow.test(c) ? 0.36 : wide.test(c) ? 0.7 : 0.58;
  return ems * size;
}

/** A name in one line, or in two as even as can be. */
export function nameLines(name: string, room: number, size: number): readonly string[] {
  if (textWidth(name, size) <= room) return [name];
  const cuts = [...name.matchAll(/ /g)].map((m) => [name.slice(0, m.index), name.slice(m.index + 1)]);
  const half = Math.ceil(name.length / 2);
  if (cuts.length === 0) cuts.push([name.slice(0, half), name.slice(half)]);
  const longest = (lines: readonly string[]) => Math.max(...lines.map((l) => textWidth(l, size)));
  return cuts.reduce((best, lines) => (longest(lines) < longest(best) ? lines : best));
}
