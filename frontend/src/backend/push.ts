import type { QueryClient } from "@tanstack/react-query";
import type { Backend, PushEvent, Topic } from "./backend";

/** A query is re-read when its key starts with a changed topic, or when its meta names one more. */
export interface QueryTopics extends Record<string, unknown> {
  readonly topics?: readonly Topic[];
}

/** The shortest time between two sweeps of invalidation: a burst of pushes costs one re-read. */
const sweepMs = 150;

export interface PushLink {
  readonly connected: boolean;
  /** When the channel broke, in ms; 0 while it is open. */
  readonly since: number;
}

export interface PushHub {
  /** Opened when somebody is signed in, closed when nobody is; opening twice is opening once. */
  open(): void;
  close(): void;
  /** While held (the screen is locked) nothing is re-read; letting go re-reads everything once. */
  hold(on: boolean): void;
  /** For views that want the event itself (toasts, sounds, the session). */
  on(topic: Topic, listener: () => void): () => void;
  link(): PushLink;
  onLink(listener: () => void): () => void;
}

/** Connects the push channel to the query cache. Does nothing until it is opened. */
export function makePush(backend: Backend, client: QueryClient, now: () => number = Date.now): PushHub {
  const listeners = new Map<Topic, Set<() => void>>();
  const linkListeners = new Set<() => void>();
  let link: PushLink = { connected: true, since: 0 };
  let opened = false;
  let pending = new Set<Topic>();
  let everything = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastSweep = 0;
  let held = false;

  const sweep = () => {
    timer = undefined;
    lastSweep = now();
    const changed = pending;
    const all = everything;
    pending = new Set();
    everything = false;
    void client.invalidateQueries(
      all
        ? {}
        : {
            predicate: (query) => {
              const head = query.queryKey[0];
              if (typeof head === "string" && changed.has(head as Topic)) return true;
              const more = (query.meta as QueryTopics | undefined)?.topics;
              return more?.some((t) => changed.has(t)) ?? false;
            },
          },
    );
  };
  const schedule = () => {
    if (timer !== undefined || held) return;
    timer = setTimeout(sweep, Math.max(0, sweepMs - (now() - lastSweep)));
  };
  const setLink = (next: PushLink) => {
    link = next;
    for (const listener of linkListeners) listener();
  };

  let stop: (() => void) | null = null;
  const hear = (event: PushEvent) => {
    switch (event.kind) {
      case "open":
        if (opened) {
          // Anything may have happened while it was broken.
          everything = true;
          schedule();
          for (const set of listeners.values()) for (const listener of set) listener();
        }
        opened = true;
        if (!link.connected) setLink({ connected: true, since: 0 });
        return;
      case "closed":
        opened = true;
        if (link.connected) setLink({ connected: false, since: now() });
        return;
      case "changed":
        pending.add(event.topic);
        schedule();
        for (const listener of listeners.get(event.topic) ?? []) listener();
        return;
      default:
        event satisfies never;
    }
  };

  return {
    open: () => {
      if (stop) return;
      opened = false;
      stop = backend.push(hear);
    },
    close: () => {
      clearTimeout(timer);
      timer = undefined;
      stop?.();
      stop = null;
      if (!link.connected) setLink({ connected: true, since: 0 });
    },
    hold: (on) => {
      held = on;
      if (on) {
        clearTimeout(timer);
        timer = undefined;
      } else {
        everything = true;
        schedule();
      }
    },
    on: (topic, listener) => {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    link: () => link,
    onLink: (listener) => {
      linkListeners.add(listener);
      return () => linkListeners.delete(listener);
    },
  };
}
