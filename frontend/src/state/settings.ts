import { useSyncExternalStore } from "react";
import { z } from "zod";

// How this screen looks and sounds. It belongs to the PC, not to the account, and is kept in the browser.

const schema = z.object({
  scheme: z.enum(["auto", "light", "dark"]).catch("auto"),
  sound: z.boolean().catch(true),
  volume: z.number().min(0).max(1).catch(0.6),
  textSize: z.enum(["normal", "large", "largest"]).catch("normal"),
  language: z.enum(["en", "fil"]).catch("en"),
});

export type Settings = z.infer<typeof schema>;

const storageKey = "armguard.appearance";

export const textScales: Record<Settings["textSize"], number> = { normal: 1, large: 1.125, largest: 1.25 };

function load(): Settings {
  let stored: unknown = {};
  try {
    stored = JSON.parse(localStorage.getItem(storageKey) ?? "{}");
  } catch {
    // A broken value is replaced by the defaults.
  }
  return schema.parse(typeof stored === "object" && stored !== null ? stored : {});
}

let current: Settings = load();
const listeners = new Set<() => void>();

export function getSettings(): Settings {
  return current;
}

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(storageKey, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts until the window closes.
  }
  applyAppearance(current);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, getSettings);
}

/** Sets the colour scheme and text size on the page. Called before the first render so that nothing flashes. */
export function applyAppearance(settings: Settings): void {
  const dark =
    settings.scheme === "dark" ||
    (settings.scheme === "auto" && window.matchMedia?.("(prefers-color-scheme: dark)").matches);
  const root = document.documentElement;
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  root.style.setProperty("--mantine-scale", String(textScales[settings.textSize]));
}
