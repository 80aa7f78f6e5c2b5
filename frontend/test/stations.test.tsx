import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, renderApp } from "./render";

describe("the stations", () => {
  it("are drawn once each, and listed", async () => {
    renderApp({ route: "/stations" });
    const picture = await screen.findByRole("img", { name: /How the stations are connected/ });
    for (const name of ["Counter 1", "ADMIN-1", "Counter 2", "Gate house"]) {
      expect(within(picture).getAllByText(name, { selector: "tspan" })).toHaveLength(1);
      expect(screen.getAllByRole("cell", { name: new RegExp(`^${name}`) })).toHaveLength(1);
    }
    await expectAccessible(document.body);
  });

  it("are only looked at by an auditor", async () => {
    renderApp({ route: "/stations", as: "auditor" });
    await screen.findByRole("cell", { name: "Gate house" });
    expect(screen.queryByRole("button", { name: "Add a station" })).toBeNull();
    expect(screen.queryByRole("button", { name: /What can be done/ })).toBeNull();
  });

  it("get a new one with a code, six digits and the superuser's word", async () => {
    const { backend } = renderApp({ route: "/stations" });
    fireEvent.click(await screen.findByRole("button", { name: "Add a station" }));
    fireEvent.change(await screen.findByLabelText(/Your password/), { target: { value: "something long" } });
    fireEvent.click(screen.getByRole("button", { name: "Show the join code" }));
    await screen.findByText(/W23M-W194-HKB8-9VR3-/);
    await screen.findByRole("img", { name: "3 1 4 1 5 9" }, { timeout: 6000 });
    fireEvent.click(screen.getByRole("button", { name: "The same: let it in" }));
    await screen.findByText("Counter 4 belongs to the site now.");
    expect(backend.calls.filter((c) => c.method === "Stations.Admit").map((c) => c.args[0])).toEqual([true]);
  });

  it("are made the hub at the hub of now, which the others name", async () => {
    renderApp({ route: "/stations", lan: "member" });
    fireEvent.click(await screen.findByRole("button", { name: "What can be done with Counter 2" }));
    const item = await screen.findByRole("menuitem", { name: /Make this the hub/ });
    expect(item.textContent).toContain("Is done at ADMIN-1, the hub of now");
    expect(item).toHaveProperty("disabled", true);
  });

  it("lose one only with a reason and a password", async () => {
    const { backend } = renderApp({ route: "/stations" });
    fireEvent.click(await screen.findByRole("button", { name: "What can be done with Counter 2" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Revoke…" }));
    const revoke = await screen.findByRole("button", { name: "Revoke" });
    expect(revoke).toHaveProperty("disabled", true);
    fireEvent.change(screen.getByLabelText(/Reason/), { target: { value: "Stolen" } });
    expect(revoke).toHaveProperty("disabled", true);
    fireEvent.change(screen.getByLabelText(/Your password/), { target: { value: "something long" } });
    fireEvent.click(revoke);
    await screen.findByRole("button", { name: "What can be done with Counter 2" });
    const [call] = backend.calls.filter((c) => c.method === "Stations.Revoke");
    expect(call?.args.slice(1)).toEqual(["Stolen", "something long"]);
  });
});
