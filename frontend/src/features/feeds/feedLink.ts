import { reconnectDelay } from "../../backend/backoff";

export const feeds = ["notifications", "transactions", "inventory", "presence", "announcements"] as const;
export type Feed = (typeof feeds)[number];

export type LinkState = "connecting" | "open" | "closed";

export interface FeedMessage {
  readonly feed: Feed;
  readonly at: string;
  readonly type: string;
  /** The message as it came, or what was sent. */
  readonly text: string;
  readonly sent: boolean;
}

export interface FeedEvents {
  readonly onState: (feed: Feed, state: LinkState, why: string) => void;
  readonly onMessage: (message: FeedMessage) => void;
}

/** One of the live feeds as any other program would open it; reconnects for ever. */
export class FeedLink {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private ended = false;

  constructor(
    readonly feed: Feed,
    private readonly address: string,
    private readonly events: FeedEvents,
  ) {}

  open(): void {
    if (this.ended) return;
    this.events.onState(this.feed, "connecting", "");
    const ws = new WebSocket(this.address);
    this.socket = ws;
    ws.onopen = () => {
      this.attempt = 0;
      this.events.onState(this.feed, "open", "");
    };
    ws.onmessage = (m) => {
      // All events of a batch may come in one frame, one a line.
      for (const line of String(m.data).split("\n")) if (line.trim() !== "") this.hear(line);
    };
    ws.onclose = (e) => {
      if (this.ended) return;
      this.events.onState(this.feed, "closed", e.code === 1006 ? "" : `${e.code} ${e.reason}`.trim());
      this.timer = setTimeout(() => this.open(), reconnectDelay(this.attempt));
      this.attempt += 1;
    };
  }

  ping(): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    const text = JSON.stringify({ type: "ping", timestamp: new Date().toISOString() });
    this.socket.send(text);
    this.events.onMessage({ feed: this.feed, at: new Date().toISOString(), type: "ping", text, sent: true });
    return true;
  }

  close(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  private hear(text: string): void {
    let type = "?";
    try {
      const m: unknown = JSON.parse(text);
      if (typeof m === "object" && m !== null && "type" in m && typeof m.type === "string") type = m.type;
    } catch {
      // Shown as it came.
    }
    this.events.onMessage({ feed: this.feed, at: new Date().toISOString(), type, text, sent: false });
  }
}
