import type { JSHandle } from "playwright-core";
import type { Screen } from "./screen";

/** A transaction as the live feed tells it (docs/operations.md, Live feeds), with the time it was recorded at. */
export interface Told {
  readonly id: string;
  readonly action: "Take" | "Return";
  readonly personnel: string;
  readonly duty_type: string;
  readonly mags: number;
  readonly rounds: number;
  readonly issued_by: string;
  readonly station: string;
  readonly items: readonly { readonly id: string; readonly label: string }[];
  /** Receipt number; of a Take by which nothing went out. */
  readonly converts?: string;
  readonly at: Date;
}

interface Message {
  readonly type: string;
  readonly transaction: Omit<Told, "at">;
  readonly timestamp: string;
}

/** What the live transaction feed of a station says to another program from when it was opened. */
export class TransactionFeed {
  private constructor(private readonly messages: JSHandle<readonly Message[]>) {}

  /** With the session of a screen; its page has to stay the same document. */
  static async open(screen: Screen): Promise<TransactionFeed> {
    const messages = await screen.page.evaluateHandle(
      () =>
        new Promise<readonly Message[]>((opened, failed) => {
          const told: Message[] = [];
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws/transactions/`);
          socket.onmessage = ({ data }) => {
            const message = JSON.parse(data);
            if (message.type === "connection_established") opened(told);
            else told.push(message);
          };
          socket.onclose = ({ code }) => failed(new Error(`the feed closed with ${code}`));
        }),
    );
    return new TransactionFeed(messages);
  }

  /** Everything told so far, in its order. */
  async told(): Promise<readonly Told[]> {
    const messages = await this.messages.jsonValue();
    return messages.map((m) => ({ ...m.transaction, at: new Date(m.timestamp) }));
  }
}
