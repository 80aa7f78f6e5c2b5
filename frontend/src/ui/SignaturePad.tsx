import { type PointerEvent, useEffect, useRef } from "react";
import { type Point, pen, type Stroke, sheet } from "./pen";
import classes from "./SignaturePad.module.css";

/** White paper that a mouse, a pen or a finger draws on. What is drawn is kept by the parent, stroke by stroke. */
export function SignaturePad({
  label,
  strokes,
  onStroke,
}: {
  /** The pad's name for a screen reader. */
  readonly label: string;
  readonly strokes: readonly Stroke[];
  readonly onStroke: (stroke: Stroke) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  /** The stroke that is being drawn, and the pointer that draws it. */
  const now = useRef<{ readonly pointer: number; readonly points: Point[] } | null>(null);

  useEffect(() => {
    const on = canvas.current;
    if (!on) return;
    const draw = () => pen.draw(on, now.current ? [...strokes, now.current.points] : strokes);
    draw();
    // The dialog grows to its size, and a window can move to a screen of another density.
    const watch = new ResizeObserver(draw);
    watch.observe(on);
    return () => watch.disconnect();
  }, [strokes]);

  const down = (event: PointerEvent<HTMLCanvasElement>) => {
    // A second finger or the ball of the hand draws nothing.
    if (now.current || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    now.current = { pointer: event.pointerId, points: [pointOf(event.currentTarget, event)] };
    pen.draw(event.currentTarget, [...strokes, now.current.points]);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (now.current?.pointer !== event.pointerId) return;
    const { currentTarget, nativeEvent } = event;
    // A fast pen moves several times between two pictures of the screen.
    const moves = nativeEvent.getCoalescedEvents?.() ?? [];
    for (const e of moves.length > 0 ? moves : [nativeEvent])
      now.current.points.push(pointOf(currentTarget, e));
    pen.draw(currentTarget, [...strokes, now.current.points]);
  };
  const up = (event: PointerEvent<HTMLCanvasElement>) => {
    if (now.current?.pointer !== event.pointerId) return;
    const { points } = now.current;
    now.current = null;
    onStroke(points);
  };

  return (
    <canvas
      ref={canvas}
      className={classes.pad}
      role="img"
      aria-label={label}
      // The dialog opens with the focus here: Enter of a reader presses no button.
      tabIndex={-1}
      data-autofocus
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
    />
  );
}

function pointOf(
  canvas: HTMLCanvasElement,
  at: { readonly clientX: number; readonly clientY: number },
): Point {
  const box = canvas.getBoundingClientRect();
  return {
    x: ((at.clientX - box.left) / box.width) * sheet.width,
    y: ((at.clientY - box.top) / box.height) * sheet.height,
  };
}
