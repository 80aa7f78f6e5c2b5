import { type Backend, callTimeoutMs, isTopic, type PushEvent } from "./backend";
import { reconnectDelay } from "./backoff";
import { BackendError, offline, timedOut, toBackendError } from "./errors";

/** Talks to the station that served this page: POST /rpc/Service.Method and a WebSocket at /rpc/push. */
export function browserBackend(): Backend {
  return { kind: "browser", call, push, saveFile };
}

async function call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), callTimeoutMs);
  try {
    const answer = await fetch(`/rpc/${method}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-ArmGuard": "1" },
      credentials: "same-origin",
      body: JSON.stringify(args),
      signal: abort.signal,
    });
    const text = await answer.text();
    const body: unknown = text === "" ? null : JSON.parse(text);
    if (!answer.ok) throw toBackendError(body);
    return body as T;
  } catch (e) {
    if (e instanceof BackendError) throw e;
    if (abort.signal.aborted) throw timedOut();
    if (e instanceof SyntaxError) throw toBackendError(e);
    throw offline();
  } finally {
    clearTimeout(timer);
  }
}

function push(listener: (event: PushEvent) => void): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let ended = false;

  const connect = () => {
    if (ended) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const ws = new WebSocket(`${scheme}//${location.host}/rpc/push`);
    socket = ws;
    ws.onopen = () => {
      attempt = 0;
      listener({ kind: "open" });
    };
    ws.onmessage = (m) => {
      for (const line of String(m.data).split("\n")) {
        const event = parsePush(line);
        if (event) listener(event);
      }
    };
    ws.onclose = () => {
      if (socket !== ws || ended) return;
      listener({ kind: "closed" });
      timer = setTimeout(connect, reconnectDelay(attempt));
      attempt += 1;
    };
  };
  connect();

  return () => {
    ended = true;
    clearTimeout(timer);
    socket?.close();
  };
}

export function parsePush(text: string): PushEvent | null {
  if (text.trim() === "") return null;
  try {
    const m: unknown = JSON.parse(text);
    if (typeof m !== "object" || m === null || !("topic" in m) || typeof m.topic !== "string") return null;
    const rev = "rev" in m && typeof m.rev === "number" ? m.rev : 0;
    return isTopic(m.topic) ? { kind: "changed", topic: m.topic, rev } : null;
  } catch {
    return null;
  }
}

async function saveFile(name: string, mime: string, base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: mime }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after this turn; it is given a minute before the memory is freed.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
