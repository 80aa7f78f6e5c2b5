import { describe, expect, it } from "vitest";
import type { Backend } from "./backend";
import { BackendError } from "./errors";
import { withSecond } from "./second";

/** A door that refuses so many calls with a code. */
function door(times: number, code = "NEEDS_SECOND") {
  const calls: string[] = [];
  const backend: Backend = {
    kind: "fake",
    call: async <T>(method: string): Promise<T> => {
      calls.push(method);
      if (calls.length <= times) throw new BackendError({ code, message: "Two persons.", fix: "Ask." });
      return "done" as T;
    },
    push: () => () => undefined,
    saveFile: async () => "",
  };
  return { backend, calls };
}

describe("a call that needs a second person", () => {
  it("is made again once one approved, and asks nobody when none is needed", async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return true;
    };
    const one = door(1);
    expect(await withSecond(one.backend, ask).call("Inventory.SetStatus")).toBe("done");
    expect([one.calls.length, asked]).toEqual([2, 1]);
    const none = door(0);
    await withSecond(none.backend, ask).call("Inventory.SetStatus");
    expect([none.calls.length, asked]).toEqual([1, 1]);
  });

  it("asks again when the one who approved may not", async () => {
    const two = door(2);
    expect(await withSecond(two.backend, async () => true).call("X.Y")).toBe("done");
    expect(two.calls.length).toBe(3);
  });

  it("fails as it was refused when it is given up, and is not made again", async () => {
    const one = door(1);
    await expect(withSecond(one.backend, async () => false).call("X.Y")).rejects.toMatchObject({
      code: "NEEDS_SECOND",
    });
    expect(one.calls.length).toBe(1);
  });

  it("fails at once with any other code", async () => {
    let asked = false;
    const other = door(1, "FORBIDDEN");
    const ask = async () => {
      asked = true;
      return true;
    };
    await expect(withSecond(other.backend, ask).call("X.Y")).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(asked).toBe(false);
  });
});
