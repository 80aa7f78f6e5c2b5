import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, renderApp } from "./render";
import { scan } from "./screen";

// Mass issue as a person works it, and the help beside it.

describe("mass issue", () => {
  it("is told on every page while it runs, and joined from there", async () => {
    renderApp({ route: "/counter", mass: true, as: "armorer1" });
    const strip = await screen.findByRole("region", { name: "Mass issue" });
    expect(strip.textContent).toContain("Alert Bravo");
    fireEvent.click(within(strip).getByRole("link", { name: "Join" }));
    await screen.findByText("Scan the next person");
    expect(screen.queryByRole("region", { name: "Mass issue" })).toBeNull();
  });

  it("person, item, next person: nothing is pressed, and Esc takes a wrong person back", async () => {
    const app = renderApp({ route: "/mass", mass: true });
    fireEvent.click(await screen.findByRole("link", { name: "Join" }));
    await screen.findByText("Scan the next person");
    const { store } = app.backend;
    const free = store.people.filter((p) => p.status === "Active" && store.heldBy(p.id).length === 0);
    const rifle = store.items.find((i) => i.status === "Available" && i.category === "rifle");
    scan(free[0]?.label ?? "");
    await screen.findByText("Now scan the item");
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    await screen.findByText("Scan the next person");
    scan(free[1]?.label ?? "");
    await screen.findByText("Now scan the item");
    scan(rifle?.label ?? "");
    await waitFor(() => expect(rifle?.holder?.personId).toBe(free[1]?.id));
    await screen.findByText(/7 magazines, 210 rounds/);
    await expectAccessible(app.container);
  });

  it("cut off where two persons are wanted, asks for the second one's password at each item", async () => {
    const app = renderApp({ route: "/mass", mass: true });
    const { store } = app.backend;
    store.site = { ...store.site, cutOff: "two-person" };
    fireEvent.click(await screen.findByRole("link", { name: "Join" }));
    await screen.findByText("Scan the next person");
    const free = store.people.find((p) => p.status === "Active" && store.heldBy(p.id).length === 0);
    const rifle = store.items.find((i) => i.status === "Available" && i.category === "rifle");
    app.backend.failNext("Mass.Issue", {
      code: "CUT_OFF",
      message: "It was returned at another station.",
      fix: "Say why.",
      reason: true,
    });
    scan(free?.label ?? "");
    await screen.findByText("Now scan the item");
    scan(rifle?.label ?? "");
    fireEvent.click(await screen.findByRole("button", { name: "Issue with a reason" }));
    const dialog = await screen.findByRole("dialog", { name: "Issue while cut off" });
    const fill = (label: string | RegExp, value: string) =>
      fireEvent.change(within(dialog).getByLabelText(label), { target: { value } });
    fill(/Reason/, "It lies before me");
    fill("Second person's username", "armorer1");
    fill("Second person's password", "his own");
    fireEvent.click(within(dialog).getByRole("button", { name: "Issue all the same" }));
    await waitFor(() => expect(rifle?.holder?.personId).toBe(free?.id));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const sent = app.backend.calls.filter((c) => c.method === "Mass.Issue").at(-1)?.args[0];
    expect(sent).toMatchObject({
      override: { reason: "It lies before me", secondUsername: "armorer1", secondPassword: "his own" },
    });
  });

  it("is planned with a rehearsal that says what is short, and begun", async () => {
    const app = renderApp({ route: "/mass" });
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), {
      target: { value: "Alert Kilo" },
    });
    fireEvent.click(screen.getByRole("combobox", { name: "Purpose" }));
    fireEvent.click(await screen.findByRole("option", { name: "Vigil", hidden: true }));
    await screen.findByText(/Rifle: 31 needed, 27 ready, 4 short/);
    await expectAccessible(app.container);
    fireEvent.click(screen.getByRole("button", { name: "Begin at all stations" }));
    await screen.findByText("Scan the next person");
    expect(app.backend.store.mass[0]).toMatchObject({ title: "Alert Kilo", purpose: "Vigil" });
  });

  it("is reckoned up afterwards", async () => {
    const app = renderApp({ route: "/mass" });
    fireEvent.click(await screen.findByRole("link", { name: "Exercise Ruby" }));
    const lines = await screen.findByRole("table", { name: "Everything it gave out" });
    expect(within(lines).getAllByText("Still out")).toHaveLength(2);
    expect(within(lines).getByText("1 mag, 30 rd")).toBeTruthy();
    await expectAccessible(app.container);
  });

  it("is looked at, not run, by an auditor", async () => {
    renderApp({ route: "/mass", mass: true, as: "auditor" });
    const links = await screen.findAllByRole("link", { name: "Look" });
    expect(screen.queryByRole("button", { name: "Begin at all stations" })).toBeNull();
    fireEvent.click(links[0] as HTMLElement);
    await screen.findByText(/Your role looks on/);
    expect(screen.queryByRole("button", { name: "Close" })).toBeNull();
  });
});

describe("help", () => {
  it("opens by F1 with what the page is for, its keys and what people ask; Esc closes it", async () => {
    renderApp({ route: "/mass" });
    await screen.findByRole("textbox", { name: "Name" });
    fireEvent.keyDown(document.body, { key: "F1" });
    const panel = await screen.findByRole("dialog");
    expect(panel.textContent).toContain("one purpose for everybody");
    expect(within(panel).getByText("Will there be enough?")).toBeTruthy();
    expect(within(panel).getByText("F1")).toBeTruthy();
    await expectAccessible(panel);
    fireEvent.keyDown(panel, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("a new site says what it lacks", async () => {
    renderApp({ route: "/board", empty: true });
    await screen.findByText("First steps");
    expect(screen.getByText("Register each weapon by its serial number, or bring in a list.")).toBeTruthy();
  });
});
