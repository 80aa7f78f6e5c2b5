import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listenForScans } from "./scan";

// The listener on real elements: what a reader types must not stay in the field that had the focus.

let now = 0;
let scans: string[] = [];
let stop: () => void;

beforeEach(() => {
  now = 1000;
  scans = [];
  stop = listenForScans(
    window,
    (code) => scans.push(code),
    () => now,
  );
});
afterEach(() => {
  stop();
  document.body.replaceChildren();
});

/** Presses keys the way a browser does: key down, and unless it was prevented the character lands in the field. */
function press(keys: readonly string[], gap: number): boolean[] {
  return keys.map((key) => {
    now += gap;
    const target = document.activeElement ?? document.body;
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    const goesOn = target.dispatchEvent(event);
    if (goesOn && key.length === 1 && target instanceof HTMLInputElement) {
      target.value += key;
      target.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return goesOn;
  });
}

function field(value: string): HTMLInputElement {
  const input = document.createElement("input");
  input.value = value;
  document.body.append(input);
  input.focus();
  return input;
}

describe("a scan while a field has the focus", () => {
  it("reaches the handler and leaves the field's text as it was", () => {
    const input = field("Guard at the gate");
    let heard = "";
    input.addEventListener("input", () => {
      heard = input.value;
    });
    const through = press([..."PE-88231", "Enter"], 6);
    expect(scans).toEqual(["PE-88231"]);
    expect(input.value).toBe("Guard at the gate");
    expect(heard).toBe("Guard at the gate");
    // The Enter is swallowed: it submits no form and presses no button.
    expect(through[through.length - 1]).toBe(false);
  });

  it("works with the focus nowhere", () => {
    press([..."IR-12345", "Tab"], 6);
    expect(scans).toEqual(["IR-12345"]);
  });

  it("keeps what was typed by hand just before", () => {
    const input = field("");
    press([..."ab"], 200);
    now += 300;
    press([..."88231", "Enter"], 5);
    expect(scans).toEqual(["88231"]);
    expect(input.value).toBe("ab");
  });

  it("typing by hand stays in the field and its Enter goes through", () => {
    const input = field("");
    const through = press([..."dela cruz", "Enter"], 90);
    expect(scans).toEqual([]);
    expect(input.value).toBe("dela cruz");
    expect(through[through.length - 1]).toBe(true);
  });
});
