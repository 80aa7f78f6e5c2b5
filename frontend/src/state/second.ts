import { useSyncExternalStore } from "react";
import type { BackendError } from "../backend/errors";

/** The calls that wait for a second person: one is asked about at a time, in the order in which they were refused. */
export class SecondPerson {
  private readonly waiting: { readonly refused: BackendError; readonly answer: (yes: boolean) => void }[] =
    [];
  private readonly listeners = new Set<() => void>();

  readonly ask = (refused: BackendError): Promise<boolean> =>
    new Promise((answer) => {
      this.waiting.push({ refused, answer });
      this.tell();
    });

  /** What is asked about now. */
  readonly current = (): BackendError | null => this.waiting[0]?.refused ?? null;

  /** Ends what is asked about now: somebody approved, or it is given up. */
  readonly answer = (yes: boolean): void => {
    this.waiting.shift()?.answer(yes);
    this.tell();
  };

  readonly listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export function useSecondAsked(second: SecondPerson): BackendError | null {
  return useSyncExternalStore(second.listen, second.current);
}
