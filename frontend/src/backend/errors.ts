import { said } from "../i18n/said";
import type { Error as ApiError } from "./types.gen";

/** What a failure looks like: refused (somebody's rule said no), warning (needs a decision), stop (broken), wait. */
export type Tone = "refused" | "warning" | "stop" | "wait";

/** What the button beside the failure does. */
export type Remedy = "none" | "retry" | "signIn" | "unlock" | "missing" | "choose" | "reload";

export interface ErrorRow {
  readonly tone: Tone;
  readonly remedy: Remedy;
}

/** One table from code to look and remedy. A code that is not here is treated as INTERNAL. */
export const errorTable = {
  SIGNED_OUT: { tone: "stop", remedy: "signIn" },
  BAD_PASSWORD: { tone: "refused", remedy: "none" },
  LOCKED: { tone: "stop", remedy: "unlock" },
  FORBIDDEN: { tone: "refused", remedy: "none" },
  LOCKED_OUT: { tone: "wait", remedy: "none" },
  INVALID: { tone: "refused", remedy: "none" },
  NOT_FOUND: { tone: "refused", remedy: "none" },
  TOO_LARGE: { tone: "refused", remedy: "none" },
  OUT: { tone: "refused", remedy: "none" },
  LIMIT: { tone: "refused", remedy: "none" },
  BLOCKED: { tone: "refused", remedy: "none" },
  DOUBT: { tone: "warning", remedy: "none" },
  NEEDS_REASON: { tone: "warning", remedy: "none" },
  UNQUALIFIED: { tone: "warning", remedy: "none" },
  NEEDS_SECOND: { tone: "warning", remedy: "none" },
  CUT_OFF: { tone: "warning", remedy: "none" },
  SHORT: { tone: "warning", remedy: "missing" },
  NOT_OUT: { tone: "refused", remedy: "none" },
  AMBIGUOUS: { tone: "warning", remedy: "choose" },
  COMMAND_REUSED: { tone: "refused", remedy: "reload" },
  STALE_DRAFT: { tone: "warning", remedy: "reload" },
  ALTERED: { tone: "stop", remedy: "none" },
  DUPLICATE: { tone: "refused", remedy: "none" },
  HOLDING: { tone: "refused", remedy: "none" },
  CHANGED: { tone: "warning", remedy: "reload" },
  BUSY: { tone: "wait", remedy: "retry" },
  NO_HUB: { tone: "wait", remedy: "retry" },
  SETTLING: { tone: "wait", remedy: "retry" },
  INTERNAL: { tone: "stop", remedy: "retry" },
  CANCELLED: { tone: "wait", remedy: "none" },
  CLOSED: { tone: "wait", remedy: "retry" },
  TIMEOUT: { tone: "wait", remedy: "retry" },
  OFFLINE: { tone: "wait", remedy: "retry" },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

export function errorRow(code: string): ErrorRow {
  return code in errorTable ? errorTable[code as ErrorCode] : errorTable.INTERNAL;
}

/** The only error that leaves the door. `message` says what is wrong, `fix` what to do about it. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  readonly code: string;
  readonly fix: string;
  readonly holder: string;
  readonly station: string;
  readonly since: string;
  readonly candidates: readonly string[];
  readonly retryMs: number;
  /** It goes through all the same when this account says why. */
  readonly reason: boolean;
  /** Id of the discrepancy that forbids it; empty: none does. */
  readonly discrepancy: string;

  constructor(e: ApiError) {
    super(said(e.message));
    this.code = e.code;
    this.fix = said(e.fix);
    this.holder = e.holder ?? "";
    this.station = e.station ?? "";
    this.since = e.since ?? "";
    this.candidates = e.candidates ?? [];
    this.retryMs = e.retry_after_ms ?? 0;
    this.reason = e.reason ?? false;
    this.discrepancy = e.discrepancy ?? "";
  }

  get tone(): Tone {
    return errorRow(this.code).tone;
  }

  get remedy(): Remedy {
    return errorRow(this.code).remedy;
  }
}

function isApiError(x: unknown): x is ApiError {
  return typeof x === "object" && x !== null && "code" in x && "message" in x && typeof x.code === "string";
}

/** Turns anything thrown into a BackendError; what it does not know becomes INTERNAL with a fixed sentence. */
export function toBackendError(x: unknown): BackendError {
  if (x instanceof BackendError) return x;
  if (isApiError(x)) return new BackendError({ ...x, fix: x.fix ?? "" });
  return new BackendError({
    code: "INTERNAL",
    message: "Something went wrong in the program.",
    fix: "Nothing was saved by this step. Try again; if it happens again, tell your administrator.",
  });
}

export const offline = () =>
  new BackendError({
    code: "OFFLINE",
    message: "This screen cannot reach its station.",
    fix: "What you typed is kept here. It goes on by itself when the station answers again.",
  });

export const timedOut = () =>
  new BackendError({
    code: "TIMEOUT",
    message: "The station did not answer in 30 seconds.",
    fix: "Try again: the same receipt is never made twice.",
  });
