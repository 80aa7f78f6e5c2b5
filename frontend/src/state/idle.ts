import { useEffect } from "react";

/** Calls `onIdle` after so many minutes without a key, click or touch; 0 = never. */
export function useIdle(minutes: number, onIdle: () => void): void {
  useEffect(() => {
    if (minutes <= 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      clearTimeout(timer);
      timer = setTimeout(onIdle, minutes * 60_000);
    };
    const events = ["keydown", "pointerdown", "wheel", "touchstart"] as const;
    for (const name of events) window.addEventListener(name, again, { passive: true });
    again();
    return () => {
      clearTimeout(timer);
      for (const name of events) window.removeEventListener(name, again);
    };
  }, [minutes, onIdle]);
}
