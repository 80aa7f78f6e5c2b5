import { render } from "@testing-library/react";
import axe from "axe-core";
import { MemoryRouter } from "react-router";
import { expect } from "vitest";
import { App } from "../src/App";
import { type FakeBackend, fakeBackend } from "../src/backend/fake";
import type { FakeOptions } from "../src/backend/fake/store";
import { type Station, startStation } from "../src/start";

export interface Rendered {
  readonly backend: FakeBackend;
  readonly station: Station;
  readonly container: HTMLElement;
}

/** The whole screen on a fake station, signed in as `as` (root when it is left out). */
export function renderApp(
  options: { readonly route?: string; readonly backend?: FakeBackend } & FakeOptions = {},
): Rendered {
  const { route = "/", backend, ...fake } = options;
  const door = backend ?? fakeBackend({ as: "root", ...fake });
  const station = startStation(door);
  const { container } = render(
    <MemoryRouter initialEntries={[route]}>
      <App station={station} />
    </MemoryRouter>,
  );
  return { backend: door, station, container };
}

/** Fails with the list of what axe finds. Colours are not computed in jsdom; they are checked in test/contrast.test.ts. */
export async function expectAccessible(element: Element): Promise<void> {
  const result = await axe.run(element, {
    // What is in a frame is not the page's own.
    iframes: false,
    rules: { "color-contrast": { enabled: false } },
    resultTypes: ["violations"],
  });
  const found = result.violations.map(
    (v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html.slice(0, 200)).join("\n  ")}`,
  );
  expect(found).toEqual([]);
}
