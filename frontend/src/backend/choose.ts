import type { Backend } from "./backend";
import { browserBackend } from "./browser";
import { inWindow, wailsBackend } from "./wails";

/** Picks the carrier at start: the desktop window, in development the in-memory fake (`?fake`), else the browser. */
export async function chooseBackend(): Promise<Backend> {
  if (inWindow()) return wailsBackend();
  if (import.meta.env.DEV && new URLSearchParams(location.search).has("fake")) {
    const { fakeBackend } = await import("./fake");
    return fakeBackend();
  }
  return browserBackend();
}
