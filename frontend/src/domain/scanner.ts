// Recognises a hand-held reader among ordinary key presses. A reader types faster than any hand and ends
// with Enter or Tab. Pure: it is fed keys with their times and answers what they were.

/** Keys closer together than this come from a reader. */
export const scanGapMs = 35;
/** Fewer characters than this are never a scan. */
export const scanMinLength = 4;

export type KeyVerdict =
  | { readonly kind: "none" }
  /** First key of a possible burst: the field's value before it is worth remembering. */
  | { readonly kind: "start" }
  /** One more key of a burst. */
  | { readonly kind: "burst" }
  | { readonly kind: "scan"; readonly code: string };

export interface KeyInput {
  readonly key: string;
  readonly time: number;
  /** Ctrl, Alt or Meta was down: a short cut, never a scan. */
  readonly modified: boolean;
}

export class ScanRecogniser {
  private text = "";
  private last = Number.NEGATIVE_INFINITY;

  feed(input: KeyInput): KeyVerdict {
    if (input.modified) {
      this.text = "";
      return { kind: "none" };
    }
    // Shift alone comes between a reader's capital letters.
    if (input.key === "Shift" || input.key === "CapsLock") return { kind: "none" };
    const quick = input.time - this.last < scanGapMs;
    if (input.key === "Enter" || input.key === "Tab") {
      const code = this.text;
      this.text = "";
      this.last = Number.NEGATIVE_INFINITY;
      return quick && code.length >= scanMinLength ? { kind: "scan", code } : { kind: "none" };
    }
    if (input.key.length !== 1) {
      this.text = "";
      this.last = Number.NEGATIVE_INFINITY;
      return { kind: "none" };
    }
    this.last = input.time;
    if (quick && this.text !== "") {
      this.text += input.key;
      return { kind: "burst" };
    }
    this.text = input.key;
    return { kind: "start" };
  }

  reset(): void {
    this.text = "";
    this.last = Number.NEGATIVE_INFINITY;
  }
}
