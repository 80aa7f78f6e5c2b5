import { useSyncExternalStore } from "react";

// One ticking clock for every relative time on the screen.

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 10_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time of this rendering; it is rendered again at each tick. Not the tick's own: what happened since would be ahead of it. */
export function useNow(): number {
  useSyncExternalStore(subscribe, () => now);
  return Date.now();
}
