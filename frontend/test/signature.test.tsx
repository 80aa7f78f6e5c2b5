import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import i18next from "i18next";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { BackendError } from "../src/backend/errors";
import { fakeBackend } from "../src/backend/fake";
import { startStation } from "../src/start";
import { DoorsProvider } from "../src/state/doors";
import { themeIn } from "../src/theme/theme";
import { type Stroke, trace } from "../src/ui/pen";
import { SignatureDialog } from "../src/ui/SignatureDialog";
import { drawnPng, holdPen, stroke } from "./drawing";
import { expectAccessible } from "./render";

let pen: ReturnType<typeof holdPen>;
beforeEach(() => {
  vi.restoreAllMocks();
  pen = holdPen();
});

async function dialog(onAccept: (picture: string) => Promise<unknown> = async () => undefined) {
  const onClose = vi.fn();
  const { doors, client } = startStation(fakeBackend());
  render(
    <MantineProvider theme={themeIn(i18next.t)}>
      <QueryClientProvider client={client}>
        <DoorsProvider doors={doors}>
          <SignatureDialog
            opened
            who="SGT DELA CRUZ, Juan M."
            what="Takes 2 items, 4 magazines, 42 rounds"
            onClose={onClose}
            onAccept={onAccept}
          />
        </DoorsProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  const pad = await screen.findByRole("img", { name: "Field for the signature of SGT DELA CRUZ, Juan M." });
  return { pad, onClose };
}

const button = (name: string) => screen.getByRole("button", { name });

describe("a signature", () => {
  it("is drawn where the pointer goes, and is accepted as a picture of all its strokes", async () => {
    const accepted = vi.fn(async (_picture: string) => undefined);
    const { pad } = await dialog(accepted);
    expect(button("Accept")).toHaveProperty("disabled", true);
    stroke(pad, [30, 50], [60, 20], [90, 80]);
    stroke(pad, [200, 10]);
    const drawn = [
      [
        { x: 60, y: 100 },
        { x: 120, y: 40 },
        { x: 180, y: 160 },
      ],
      [{ x: 400, y: 20 }],
    ];
    expect(pen.onPad()).toEqual(drawn);
    fireEvent.click(button("Accept"));
    await waitFor(() => expect(accepted).toHaveBeenCalledWith(drawnPng));
    expect(pen.png).toHaveBeenCalledWith(drawn);
  });

  it("is drawn by one pointer at a time, and not by the right button", async () => {
    const { pad } = await dialog();
    pad.setPointerCapture = () => undefined;
    fireEvent.pointerDown(pad, { pointerId: 1, button: 2 });
    expect(pen.onPad()).toEqual([]);
    fireEvent.pointerDown(pad, { pointerId: 1 });
    fireEvent.pointerDown(pad, { pointerId: 2 });
    fireEvent.pointerMove(pad, { pointerId: 2 });
    fireEvent.pointerUp(pad, { pointerId: 2 });
    expect(pen.onPad()).toHaveLength(1);
    expect(pen.onPad()[0]).toHaveLength(1);
    expect(button("Accept")).toHaveProperty("disabled", true);
  });

  it("is cleared and drawn anew", async () => {
    const { pad } = await dialog();
    stroke(pad, [30, 50], [60, 20]);
    fireEvent.click(button("Clear"));
    expect(pen.onPad()).toEqual([]);
    expect(button("Accept")).toHaveProperty("disabled", true);
    stroke(pad, [30, 50], [90, 20]);
    expect(pen.onPad()).toHaveLength(1);
    expect(button("Accept")).toHaveProperty("disabled", false);
  });

  it("that was refused stays with the sentence", async () => {
    const error = new BackendError({
      code: "OFFLINE",
      message: "The station does not answer.",
      fix: "Try again.",
    });
    const { pad } = await dialog(() => Promise.reject(error));
    stroke(pad, [30, 50], [60, 20]);
    fireEvent.click(button("Accept"));
    expect((await screen.findByRole("alert")).textContent).toContain("The station does not answer.");
    expect(pen.onPad()).toHaveLength(1);
  });

  it("says who signs for what, has the focus on the pad, and is cancelled with Esc", async () => {
    const { pad, onClose } = await dialog();
    expect(screen.getByRole("dialog").textContent).toContain("Takes 2 items, 4 magazines, 42 rounds");
    await waitFor(() => expect(document.activeElement).toBe(pad));
    await expectAccessible(screen.getByRole("dialog"));
    fireEvent.keyDown(pad, { key: "Escape" });
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});

describe("a stroke", () => {
  const traced = (points: Stroke) => {
    const steps: string[] = [];
    trace(
      {
        moveTo: (...at) => steps.push(`from ${at.join()}`),
        lineTo: (...at) => steps.push(`to ${at.join()}`),
        quadraticCurveTo: (...at) => steps.push(`bend ${at.join()}`),
      },
      points,
    );
    return steps;
  };

  it("bends at its points and has no corners", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
    ];
    expect(traced(points)).toEqual(["from 0,0", "bend 0,0,5,0", "bend 10,0,10,5", "to 10,10"]);
  });

  it("of one point is a dot", () => {
    expect(traced([{ x: 3, y: 4 }])).toEqual(["from 3,4", "to 3.01,4"]);
    expect(traced([])).toEqual([]);
  });
});
