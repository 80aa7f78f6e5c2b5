import { useSyncExternalStore } from "react";

/** A clock that ticks for everybody who looks at it, and for nobody else. */
function ticking(everyMs: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();

  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    if (timer === undefined) {
      now = Date.now();
      timer = setInterval(() => {
        now = Date.now();
        for (const each of listeners) each();
      }, everyMs);
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    };
  };

  return { subscribe, tick: () => now };
}

const slow = ticking(10_000);
const fast = ticking(1000);

/** The time of this rendering; it is rendered again at each tick. Not the tick's own: what happened since would be ahead of it. */
export function useNow(): number {
  useSyncExternalStore(slow.subscribe, slow.tick);
  return Date.now();
}

/** The same where seconds are counted. */
export function useSeconds(): number {
  useSyncExternalStore(fast.subscribe, fast.tick);
  return Date.now();
}
