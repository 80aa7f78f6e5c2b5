import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect } from "vitest";
import type { FakeBackend } from "../src/backend/fake";
import type * as T from "../src/backend/types.gen";
import { renderApp } from "./render";

// The counter as a person works it: with a reader and Enter, against a station in memory.

export const enter = () => fireEvent.keyDown(document.activeElement ?? document.body, { key: "Enter" });
export const field = () => screen.getByLabelText(/scan/i, { selector: "input" });
export const made = (backend: FakeBackend, method: string) =>
  backend.calls.filter((c) => c.method === method);
export const issued = (backend: FakeBackend) =>
  made(backend, "Counter.Issue").map((c) => c.args[0] as T.IssueRequest);
export const returned = (backend: FakeBackend) =>
  made(backend, "Counter.Return").map((c) => c.args[0] as T.ReturnRequest);
export const person = (backend: FakeBackend, name: string) => {
  const p = backend.store.people.find((x) => x.name.includes(name));
  if (!p) throw new Error(`no ${name}`);
  return p;
};
export const item = (backend: FakeBackend, wanted: (i: T.ItemRow) => boolean) => {
  const i = backend.store.items.find(wanted);
  if (!i) throw new Error("no such item");
  return i;
};

export async function counter(backend?: FakeBackend) {
  const app = renderApp({ route: "/counter", backend });
  await screen.findByText("Scan a person or an item");
  await waitFor(() => expect(document.activeElement).toBe(field()));
  await waitFor(() =>
    expect(screen.getByRole("combobox", { name: "Purpose" })).toHaveProperty("value", "Duty Sentinel"),
  );
  return app;
}
