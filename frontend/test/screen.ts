import { act, screen, waitFor, within } from "@testing-library/react";
import { expect } from "vitest";
import type { Rendered } from "./render";

// What a person sees and does on a list page, in a word each.

/** Waits until every query on the page has answered. */
export async function settled(app: Rendered): Promise<void> {
  await waitFor(() => {
    expect(app.station.client.isFetching()).toBe(0);
    expect(document.querySelector("h1")).not.toBeNull();
  });
}

/** The rows of the long table, without its head. */
export function rows(): HTMLElement[] {
  return within(screen.getByRole("grid")).queryAllByRole("row").slice(1);
}

export function rowOf(words: string): HTMLElement {
  const row = rows().find((r) => r.textContent?.includes(words));
  if (!row) throw new Error(`no row with ${words}`);
  return row;
}

/** Words on the buttons of the page's head and content, the rail and the shell left out. */
export function buttons(): string[] {
  return within(screen.getByRole("main"))
    .getAllByRole("button")
    .map((b) => b.textContent ?? "");
}

/** The panel of a record; by its label, because a search by role over a long table is slow. */
export function record(label: string): Promise<HTMLElement> {
  return screen.findByLabelText(label, { selector: "section" });
}

/** What a reader does: keys a few milliseconds apart into whatever has the focus, then Enter. */
export function scan(code: string): void {
  let time = performance.now();
  for (const key of [...code, "Enter"]) {
    time += 4;
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    // The reader's own time: a busy machine does not make it slow.
    Object.defineProperty(event, "timeStamp", { value: time });
    act(() => void (document.activeElement ?? document.body).dispatchEvent(event));
  }
}
