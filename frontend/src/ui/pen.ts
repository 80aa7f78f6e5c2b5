// What is drawn by hand, and how it is put on a canvas.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From where the pen came down to where it went up. */
export type Stroke = readonly Point[];

/** The sheet that points are measured on, as wide to high as a kept signature at most is. */
export const sheet = { width: 600, height: 200 } as const;

const ink = "#10131a";
const paper = "#ffffff";
const lineWidth = 3.2;

/** Puts strokes on canvases. Tests take its place: there is no canvas without a browser. */
export const pen = {
  /** Draws on a canvas that is on the screen, one pixel of it to one of the screen. */
  draw(canvas: HTMLCanvasElement, strokes: readonly Stroke[]): void {
    paint(canvas, strokes, (canvas.clientWidth * window.devicePixelRatio) / sheet.width);
  },

  /** The strokes as a PNG picture in base64, the same from every screen. */
  png(strokes: readonly Stroke[]): string {
    const canvas = document.createElement("canvas");
    paint(canvas, strokes, 2);
    const address = canvas.toDataURL("image/png");
    return address.slice(address.indexOf(",") + 1);
  },
};

function paint(canvas: HTMLCanvasElement, strokes: readonly Stroke[], scale: number): void {
  const width = Math.round(sheet.width * scale);
  const height = Math.round(sheet.height * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const on = canvas.getContext("2d");
  if (!on) return;
  on.setTransform(scale, 0, 0, scale, 0, 0);
  on.fillStyle = paper;
  on.fillRect(0, 0, sheet.width, sheet.height);
  on.strokeStyle = ink;
  on.lineWidth = lineWidth;
  on.lineCap = "round";
  on.lineJoin = "round";
  for (const stroke of strokes) {
    on.beginPath();
    trace(on, stroke);
    on.stroke();
  }
}

/** Curves that pass through the middle of each two points and bend at the points: no corners. A single point is a dot. */
export function trace(on: Pick<CanvasPath, "moveTo" | "lineTo" | "quadraticCurveTo">, stroke: Stroke): void {
  const [first, ...rest] = stroke;
  if (!first) return;
  on.moveTo(first.x, first.y);
  let before = first;
  for (const point of rest) {
    on.quadraticCurveTo(before.x, before.y, (before.x + point.x) / 2, (before.y + point.y) / 2);
    before = point;
  }
  // A line of no length would leave no mark.
  on.lineTo(before.x + (rest.length === 0 ? 0.01 : 0), before.y);
}
