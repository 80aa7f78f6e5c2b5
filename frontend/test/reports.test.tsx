import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { fakeBackend } from "../src/backend/fake";
import { refuse } from "../src/backend/fake/store";
import type * as T from "../src/backend/types.gen";
import { expectAccessible, renderApp } from "./render";
import { settled } from "./screen";

const open = async (route: string, as = "root") => {
  const backend = fakeBackend({ as });
  const app = renderApp({ route, backend });
  await settled(app);
  const asked = (method: string) =>
    backend.calls.filter((c) => c.method === method).map((c) => c.args.at(-1) as T.ReportQuery);
  return { ...app, backend, asked };
};
const button = (name: string) => screen.queryByRole("button", { name });
const choose = (name: string) => fireEvent.click(screen.getByRole("radio", { name }));

describe("reports", () => {
  it.each(["strength", "issues", "overdue", "activity", "custody"])("%s is accessible", async (kind) => {
    await open(`/reports/${kind}`);
    await expectAccessible(document.body);
  });

  it("a report has a chart with a name and the same figures in rows beneath", async () => {
    await open("/reports/strength");
    const table = await screen.findByRole("table");
    const rows = within(table).getAllByRole("row");
    expect(rows[0]?.textContent).toContain("Out on PAR");
    expect(rows.at(-1)?.textContent).toContain("All");
    expect(screen.getByRole("img", { name: /^Chart: On hand, Out on TR.*same figures/ })).toBeTruthy();
  });

  it("asks for the days of the period that is chosen, and for what it is counted by", async () => {
    const { asked } = await open("/reports/issues");
    choose("Today");
    choose("Purpose");
    await waitFor(() => expect(asked("Reports.Get").at(-1)?.by).toBe("purpose"));
    const last = asked("Reports.Get").at(-1);
    expect(last?.from).toBe(last?.to);
    expect(last?.from).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it("the list on the left is worked by arrow keys", async () => {
    await open("/reports/strength");
    fireEvent.keyDown(screen.getByRole("tab", { name: "Strength" }), { key: "ArrowDown" });
    await waitFor(() =>
      expect(screen.getByRole("tab", { name: "Issues" }).getAttribute("aria-selected")).toBe("true"),
    );
  });

  it("saves what is shown as CSV and XLSX", async () => {
    const { backend, asked } = await open("/reports/issues");
    const save = vi.spyOn(backend, "saveFile");
    fireEvent.click(await screen.findByRole("button", { name: "XLSX" }));
    await waitFor(() => expect(save).toHaveBeenCalledTimes(1));
    expect(asked("Reports.Export")[0]).toEqual(asked("Reports.Get").at(-1));
  });

  it("an armorer reads and prints activity by person, and saves it not; by item he may", async () => {
    await open("/reports/activity", "armorer1");
    expect(await screen.findByRole("button", { name: "Print report" })).toBeTruthy();
    expect(button("CSV")).toBeNull();
    choose("Item");
    expect(await screen.findByRole("button", { name: "CSV" })).toBeTruthy();
  });

  it("an empty report says so, and a failed one says why", async () => {
    const { backend } = await open("/reports/strength");
    for (const item of backend.store.items) item.status = "Available";
    for (const item of backend.store.items) item.holder = null;
    fireEvent.click(screen.getByRole("tab", { name: "Overdue" }));
    await screen.findByText("Nothing is overdue");
    backend.failNext("Reports.Get", refuse("INVALID", "The station is busy.", "Try again."));
    fireEvent.click(screen.getByRole("tab", { name: "Issues" }));
    await screen.findByText("The station is busy.");
  });
});

describe("the wall board", () => {
  it("fills the screen without the shell, is accessible, and Escape leads back", async () => {
    await open("/board");
    fireEvent.click(screen.getByRole("link", { name: "Wall board" }));
    await screen.findByText("Live");
    expect(screen.queryByRole("navigation")).toBeNull();
    await screen.findByRole("heading", { name: /^Overdue/ });
    await expectAccessible(document.body);
    fireEvent.keyDown(window, { key: "Escape" });
    await screen.findByRole("navigation", { name: "Pages" });
  });

  it("says since when it is not live", async () => {
    const { backend } = await open("/wall");
    await screen.findByText("Live");
    backend.store.emit({ kind: "closed" });
    await screen.findByText(/^Not live since \d\d:\d\d/);
  });

  it("shows the newest announcement, without a button, until it is withdrawn", async () => {
    const { backend } = await open("/", "wall");
    const { store } = backend;
    const strip = await screen.findByRole("region", { name: "Announcement" });
    expect(strip.textContent).toContain("Night firing tomorrow");
    expect(within(strip).queryByRole("button")).toBeNull();
    const [first] = store.announcements;
    if (!first) throw new Error("no announcement");
    store.announcements = [
      { ...first, id: "later", title: "Typhoon signal 3", text: "" },
      ...store.announcements,
    ];
    store.changed("announcements", "shell");
    await within(strip).findByText("Typhoon signal 3");
    store.announcements = store.announcements.map((a) => ({ ...a, withdrawn: true }));
    store.changed("announcements", "shell");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Announcement" })).toBeNull());
  });

  it("a display lands on it and has no way elsewhere", async () => {
    await open("/", "wall");
    expect((await screen.findAllByText("Available")).length).toBeGreaterThan(0);
    fireEvent.keyDown(window, { key: "Escape" });
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(screen.queryAllByRole("link")).toEqual([]);
  });
});
