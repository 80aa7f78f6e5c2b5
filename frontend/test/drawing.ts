import { fireEvent } from "@testing-library/react";
import { vi } from "vitest";
import { pen, type Stroke } from "../src/ui/pen";

/** A PNG picture to every screen and station of a test. */
export const drawnPng = "iVBORw0KGgoAAAANSUhEUg==";

/** Takes the place of the pen, which needs a browser's canvas; answers what was drawn on the pad last. */
export function holdPen() {
  const draw = vi.spyOn(pen, "draw").mockReturnValue();
  const png = vi.spyOn(pen, "png").mockReturnValue(drawnPng);
  return { png, onPad: (): readonly Stroke[] => draw.mock.lastCall?.[1] ?? [] };
}

/** Draws one stroke through these places of a pad that is 300 x 100 on the screen. */
export function stroke(pad: HTMLElement, ...places: readonly (readonly [x: number, y: number])[]): void {
  pad.getBoundingClientRect = () => new DOMRect(10, 20, 300, 100);
  pad.setPointerCapture = () => undefined;
  const at = ([x, y]: readonly [number, number]) => ({ pointerId: 1, clientX: 10 + x, clientY: 20 + y });
  const [first = [0, 0], ...rest] = places;
  fireEvent.pointerDown(pad, at(first));
  for (const place of rest) fireEvent.pointerMove(pad, at(place));
  fireEvent.pointerUp(pad, at(places[places.length - 1] ?? first));
}
