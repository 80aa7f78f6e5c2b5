import { notifications } from "@mantine/notifications";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startI18n } from "../src/i18n/i18n";

// What jsdom lacks and the components ask for.

const query = (media: string): MediaQueryList =>
  ({
    matches: false,
    media,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    dispatchEvent: () => false,
  }) as MediaQueryList;
window.matchMedia = query;

class Observer {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
window.ResizeObserver = Observer;

// Virtual tables measure their frame; jsdom has no layout.
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: { configurable: true, get: () => 600 },
  offsetWidth: { configurable: true, get: () => 1000 },
  clientHeight: { configurable: true, get: () => 600 },
  clientWidth: { configurable: true, get: () => 1000 },
  scrollTo: { configurable: true, value: () => undefined },
  scrollIntoView: { configurable: true, value: () => undefined },
});

Object.defineProperty(document, "fonts", {
  configurable: true,
  value: {
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    ready: Promise.resolve(),
  },
});

// A machine that is busy with other things is slow, not wrong.
configure({ asyncUtilTimeout: 20_000 });

beforeAll(() => startI18n("en"));
afterEach(() => {
  cleanup();
  notifications.clean();
  localStorage.clear();
});
