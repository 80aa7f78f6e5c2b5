import { type Backend, callTimeoutMs, isTopic, type PushEvent } from "./backend";
import { BackendError, timedOut, toBackendError } from "./errors";
import type { Error as ApiError, SignedIn } from "./types.gen";

interface WindowBinding {
  Call(token: string, method: string, argsJSON: string): Promise<string>;
  SaveFile(name: string, base64: string): Promise<string>;
  OpenFile(name: string, base64: string): Promise<void>;
}

interface WailsHost {
  readonly go?: { readonly main?: { readonly Window?: WindowBinding } };
  readonly runtime?: { EventsOn(name: string, callback: (message: unknown) => void): () => void };
}

const host = () => window as unknown as WailsHost;

export function inWindow(): boolean {
  return host().go?.main?.Window !== undefined;
}

/** Talks to the Go half of the same desktop window. The session token lives in this closure and nowhere else. */
export function wailsBackend(): Backend {
  const binding = host().go?.main?.Window;
  if (!binding) throw new Error("not inside the window");
  let token = "";

  async function call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    if (!binding) throw toBackendError(null);
    // A panic in Go can leave the promise pending for ever: hence our own time-out.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timedOut()), callTimeoutMs);
    });
    try {
      const text = await Promise.race([binding.Call(token, method, JSON.stringify(args)), late]);
      const answer = JSON.parse(text) as { result?: T; error?: ApiError };
      if (answer.error) throw new BackendError(answer.error);
      const result = (answer.result ?? null) as T;
      if (method === "Session.SignIn") token = (result as unknown as SignedIn).token;
      if (method === "Session.SignOut") token = "";
      return result;
    } catch (e) {
      throw toBackendError(e);
    } finally {
      clearTimeout(timer);
    }
  }

  function push(listener: (event: PushEvent) => void): () => void {
    const off = host().runtime?.EventsOn("push", (message) => {
      const m = (typeof message === "string" ? JSON.parse(message) : message) as {
        topic?: string;
        rev?: number;
      };
      if (m?.topic && isTopic(m.topic)) listener({ kind: "changed", topic: m.topic, rev: m.rev ?? 0 });
    });
    listener({ kind: "open" });
    return () => off?.();
  }

  return {
    kind: "window",
    call,
    push,
    saveFile: (name, _mime, base64) => binding.SaveFile(name, base64),
    openFile: (name, base64) => binding.OpenFile(name, base64),
  };
}
