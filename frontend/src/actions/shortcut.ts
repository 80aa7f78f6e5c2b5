interface KeyLike {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Does this key press mean this short cut ("mod+K", "alt+B", "F2", "shift+F2")? */
export function matches(shortcut: string, event: KeyLike): boolean {
  const parts = shortcut.toLowerCase().split("+");
  const key = parts[parts.length - 1] ?? "";
  return (
    event.key.toLowerCase() === key &&
    parts.includes("mod") === (event.ctrlKey || event.metaKey) &&
    parts.includes("alt") === event.altKey &&
    parts.includes("shift") === event.shiftKey
  );
}

/** As people read it on a key: Ctrl K, F2. */
export function shortcutText(shortcut: string): string {
  return shortcut
    .split("+")
    .map((part) => (part === "mod" ? "Ctrl" : part.charAt(0).toUpperCase() + part.slice(1)))
    .map((part) => (part === "Escape" ? "Esc" : part))
    .join(" ");
}
