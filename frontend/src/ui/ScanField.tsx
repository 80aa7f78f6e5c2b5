import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useState } from "react";
import classes from "./ScanField.module.css";

/** The large field. A reader does not need it (a scan is recognised anywhere); a person types an id or a name here. */
export function ScanField({
  field,
  expected,
  placeholder,
  loud = false,
  onCode,
  onEmptyEnter,
  children,
}: {
  readonly field: RefObject<HTMLInputElement | null>;
  /** What should come next, in large type. */
  readonly expected: string;
  readonly placeholder: string;
  /** In type that is read from a step away. */
  readonly loud?: boolean;
  readonly onCode: (code: string) => void;
  readonly onEmptyEnter?: () => void;
  /** Stands beside the field. */
  readonly children?: ReactNode;
}) {
  const id = useId();
  const [text, setText] = useState("");
  // Wherever the focus got lost, the next key goes into the field.
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (lost && (types || event.key === "Enter")) field.current?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [field]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const code = text.trim();
      setText("");
      if (code === "") onEmptyEnter?.();
      else onCode(code);
    }
    if (event.key === "Escape" && text !== "") {
      // The first Esc empties the field, the next one is the page's.
      event.preventDefault();
      event.stopPropagation();
      setText("");
    }
  };
  return (
    <div>
      <label htmlFor={id} className={classes.expected} data-loud={loud || undefined} aria-live="polite">
        {expected}
      </label>
      <div className={classes.row}>
        <input
          id={id}
          ref={field}
          className={classes.field}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          onKeyDown={onKeyDown}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        {children}
      </div>
    </div>
  );
}
