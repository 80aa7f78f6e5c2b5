import { type KeyboardEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Counter.module.css";

/** The large field. A reader does not need it (a scan is recognised anywhere); a person types an id or a name here. */
export function ScanField({
  field,
  expected,
  onCode,
  onEmptyEnter,
}: {
  readonly field: RefObject<HTMLInputElement | null>;
  /** What should come next, in large type. */
  readonly expected: string;
  readonly onCode: (code: string) => void;
  readonly onEmptyEnter: () => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const code = text.trim();
      setText("");
      if (code === "") onEmptyEnter();
      else onCode(code);
    }
    if (event.key === "Escape" && text !== "") {
      // The first Esc empties the field, the next one clears the receipt.
      event.preventDefault();
      event.stopPropagation();
      setText("");
    }
  };
  return (
    <div>
      <label htmlFor="scan" className={classes.expected} aria-live="polite">
        {expected}
      </label>
      <input
        id="scan"
        ref={field}
        className={classes.field}
        style={{ marginTop: 10 }}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={t("counter.placeholder")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </div>
  );
}
