import type { CDPSession, Page } from "playwright-core";

/** Milliseconds from one key of a hand-held reader to the next. */
const keyGapMs = 4;

/**
 * A hand-held code reader: a keyboard that types a whole code within some milliseconds and ends with Enter or Tab.
 * Each key carries its own time, so that a busy machine does not turn a scan into slow typing.
 */
export class Reader {
  private constructor(private readonly cdp: CDPSession) {}

  static async on(page: Page): Promise<Reader> {
    return new Reader(await page.context().newCDPSession(page));
  }

  async scan(code: string, end: "Enter" | "Tab" = "Enter"): Promise<void> {
    const strokes = [...code].flatMap((key) => (key === key.toLowerCase() ? [key] : ["Shift", key]));
    strokes.push(end);
    let at = Date.now() - strokes.length * keyGapMs;
    const sent: Promise<unknown>[] = [];
    for (const stroke of strokes) {
      at += keyGapMs;
      sent.push(this.press(stroke, at / 1000));
    }
    await Promise.all(sent);
  }

  private async press(key: string, timestamp: number): Promise<void> {
    const named = { Enter: 13, Tab: 9, Shift: 16 }[key];
    const text = key === "Enter" ? "\r" : named ? undefined : key;
    const common = {
      key,
      code: named ? key : "",
      windowsVirtualKeyCode: named ?? key.toUpperCase().charCodeAt(0),
    };
    const down = this.cdp.send("Input.dispatchKeyEvent", {
      ...common,
      type: text === undefined ? "rawKeyDown" : "keyDown",
      text,
      timestamp,
    });
    const up = this.cdp.send("Input.dispatchKeyEvent", { ...common, type: "keyUp", timestamp });
    await Promise.all([down, up]);
  }
}
