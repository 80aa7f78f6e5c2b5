import type { Backend } from "./backend";
import { type BackendError, toBackendError } from "./errors";

/** Asks somebody at the screen for a second person; true when one approved, false when it was given up. */
export type AskSecond = (refused: BackendError) => Promise<boolean>;

/**
 * The same door, which asks for a second person where a command needs one and then does it again. It asks anew when the
 * one who approved may not; given up, the call fails as it was refused.
 */
export function withSecond(backend: Backend, ask: AskSecond): Backend {
  return {
    ...backend,
    async call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
      for (;;) {
        try {
          return await backend.call<T>(method, ...args);
        } catch (e) {
          const error = toBackendError(e);
          if (error.code !== "NEEDS_SECOND" || !(await ask(error))) throw error;
        }
      }
    },
  };
}
