import { describe, expect, it } from "vitest";
import { BackendError, errorRow, errorTable, toBackendError } from "./errors";

// The codes of the door, written out by hand: a code added there must be given a look here.
const codes =
  "SIGNED_OUT BAD_PASSWORD LOCKED FORBIDDEN LOCKED_OUT INVALID NOT_FOUND TOO_LARGE OUT LIMIT BLOCKED DOUBT NEEDS_REASON UNQUALIFIED NEEDS_SECOND CUT_OFF SHORT NOT_OUT AMBIGUOUS COMMAND_REUSED STALE_DRAFT ALTERED DUPLICATE HOLDING CHANGED BUSY NO_HUB SETTLING INTERNAL CANCELLED CLOSED TIMEOUT OFFLINE".split(
    " ",
  );

describe("the error table", () => {
  it("has every code of the door and nothing else", () => {
    expect(Object.keys(errorTable).sort()).toEqual([...codes].sort());
  });

  it("says what to do where there is something to do", () => {
    expect(errorRow("SHORT").remedy).toBe("missing");
    expect(errorRow("LOCKED").remedy).toBe("unlock");
    expect(errorRow("BUSY").tone).toBe("wait");
  });

  it("treats an unknown code as broken, not as refused", () => {
    expect(errorRow("SOMETHING_NEW")).toEqual(errorTable.INTERNAL);
  });
});

describe("whatever is thrown", () => {
  it("keeps the facts of a refusal", () => {
    const e = toBackendError({
      code: "OUT",
      message: "It is out.",
      fix: "Take it back.",
      holder: "SGT REYES",
      retry_after_ms: 5,
    });
    expect(e).toBeInstanceOf(BackendError);
    expect([e.code, e.message, e.fix, e.holder, e.retryMs]).toEqual([
      "OUT",
      "It is out.",
      "Take it back.",
      "SGT REYES",
      5,
    ]);
  });

  it("knows that a reason helps only when the station says so", () => {
    const blocked = { code: "BLOCKED", message: "It is lost.", fix: "Take another one." };
    expect(toBackendError(blocked).reason).toBe(false);
    expect(toBackendError({ ...blocked, reason: true }).reason).toBe(true);
  });

  it("shows a fixed sentence for what it does not know, never its text", () => {
    const e = toBackendError(new TypeError("x is undefined at line 3"));
    expect(e.code).toBe("INTERNAL");
    expect(e.message).not.toContain("undefined");
  });
});
