// The one door to Go. Everything above sees only this interface; which carrier is behind it is decided once, at start.

export type BackendKind = "browser" | "window" | "fake";

export const topics = [
  "shell",
  "board",
  "items",
  "people",
  "transactions",
  "drafts",
  "notifications",
  "announcements",
  "accounts",
  "settings",
  "jobs",
  "audit",
  "presence",
  "stations",
  "conflicts",
  "stock",
  "feed",
  "session",
  "attachments",
  "counts",
  "mass",
] as const;

export type Topic = (typeof topics)[number];

export function isTopic(word: string): word is Topic {
  return (topics as readonly string[]).includes(word);
}

/** What the push channel tells: a topic has changed, or the channel itself opened or broke. */
export type PushEvent =
  | { readonly kind: "changed"; readonly topic: Topic; readonly rev: number }
  | { readonly kind: "open" }
  | { readonly kind: "closed" };

export interface Backend {
  readonly kind: BackendKind;
  /** Calls "Service.Method"; rejects with a BackendError and nothing else. */
  call<T>(method: string, ...args: readonly unknown[]): Promise<T>;
  /** Listens to the push channel; returns what ends it. Reconnects for ever. */
  push(listener: (event: PushEvent) => void): () => void;
  /** Saves a file where the person says; "" when it was cancelled. */
  saveFile(name: string, mime: string, base64: string): Promise<string>;
  /** Shows a PDF file in the system's own program for them; only where the door can. */
  openFile?(name: string, base64: string): Promise<void>;
}

/** A call that takes longer than this is given up. The service may still finish it: commands are idempotent. */
export const callTimeoutMs = 30_000;
