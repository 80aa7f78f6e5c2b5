import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { fakeBackend } from "../src/backend/fake";
import { refuse } from "../src/backend/fake/store";
import { routeAddress, routes } from "../src/views/routes";
import { expectAccessible, renderApp } from "./render";
import { settled } from "./screen";

// What axe says to each is tested in a real browser, in both colour schemes.
describe("every page", () => {
  it.each(routes.map((r) => routeAddress(r)))("%s opens and reads everything it asks for", async (route) => {
    const app = renderApp({ route });
    await settled(app);
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("before sign-in", () => {
  it("the first start, its recovery sheet and the way into the program", async () => {
    renderApp({ as: "", needsSite: true });
    fireEvent.click(await screen.findByRole("button", { name: /Create a new site/ }));
    await screen.findByRole("heading", { name: "Create a site" });
    await expectAccessible(document.body);
    const type = (label: RegExp, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    type(/Name of the site/, "951st Armory");
    type(/Your name/, "MAJ SALAZAR, Ramon A.");
    type(/Username/, "root");
    type(/^Password \*?$/, "short");
    const create = screen.getByRole("button", { name: "Create the site" });
    expect(create).toHaveProperty("disabled", true);
    type(/^Password \*?$/, "blue lamp oak tree");
    type(/Password again/, "blue lamp oak tree");
    expect(create).toHaveProperty("disabled", false);
    fireEvent.click(create);
    await screen.findByRole("heading", { name: "Recovery sheet" });
    expect(screen.getAllByRole("listitem")).toHaveLength(24);
    await expectAccessible(document.body);
    const go = screen.getByRole("button", { name: "Go on" });
    expect(go).toHaveProperty("disabled", true);
    fireEvent.click(screen.getByLabelText("I have written it down"));
    fireEvent.click(go);
    await screen.findByText("Scan a person or an item");
  });

  it("a wrong password is refused in words and a right one opens", async () => {
    renderApp({ as: "nobody" });
    await screen.findByRole("heading", { name: "951st Armory" });
    await expectAccessible(document.body);
    fireEvent.change(screen.getByLabelText("Username"), { target: { value: "root" } });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "bad" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "The username or the password is wrong.",
    );
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "blue lamp oak tree" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText("Scan a person or an item");
  });
});

describe("the lock", () => {
  it("lies over the page and leaves what was typed", async () => {
    renderApp({ route: "/counter" });
    const notes = await screen.findByLabelText("Notes");
    fireEvent.change(notes, { target: { value: "half a sentence" } });
    fireEvent.click(screen.getByRole("button", { name: "Lock this screen" }));
    const lock = await screen.findByRole("dialog", { name: "This screen is locked" });
    expect(lock.textContent).toContain("MAJ SALAZAR, Ramon A. root");
    await expectAccessible(document.body);
    fireEvent.change(within(lock).getByLabelText("Your password"), {
      target: { value: "blue lamp oak tree" },
    });
    fireEvent.click(within(lock).getByRole("button", { name: "Unlock" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByLabelText("Notes")).toHaveProperty("value", "half a sentence");
  });

  it("is where somebody else signs in, and nothing of the one before is left on the page", async () => {
    const app = renderApp({ route: "/counter" });
    const notes = await screen.findByLabelText("Notes");
    fireEvent.change(notes, { target: { value: "half a sentence" } });
    fireEvent.click(screen.getByRole("button", { name: "Lock this screen" }));
    const lock = await screen.findByRole("dialog", { name: "This screen is locked" });
    fireEvent.click(within(lock).getByRole("button", { name: "Sign in as somebody else" }));
    expect(lock.textContent).toContain("MAJ SALAZAR, Ramon A. is signed out then.");
    await expectAccessible(document.body);
    const type = (label: string, value: string) =>
      fireEvent.change(within(lock).getByLabelText(label), { target: { value } });
    const go = within(lock).getByRole("button", { name: "Sign in" });
    type("Username", "armorer1");
    type("Password", "bad");
    fireEvent.click(go);
    expect((await within(lock).findByRole("alert")).textContent).toContain("is wrong");
    expect(app.backend.store.locked).toBe(true);
    type("Password", "blue lamp oak tree");
    fireEvent.click(go);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await screen.findByRole("button", { name: /SGT CRUZ/ });
    expect(screen.getByLabelText("Notes")).toHaveProperty("value", "");
  });

  it("says whose it is also after the page was loaded again", async () => {
    const backend = fakeBackend({ as: "root" });
    backend.store.locked = true;
    renderApp({ route: "/counter", backend });
    const lock = await screen.findByRole("dialog", { name: "This screen is locked" });
    expect(lock.textContent).toContain("MAJ SALAZAR, Ramon A. root");
  });

  it("does not take an answer to who was here before for one about who is here now", async () => {
    const app = renderApp({ route: "/stations" });
    await screen.findByRole("cell", { name: "Gate house" });
    app.backend.failNext("Stations.Lan", refuse("SIGNED_OUT", "You are not signed in.", "Sign in."));
    const asked = app.backend.calls.filter((c) => c.method === "Session.Me").length;
    app.backend.store.changed("stations");
    await waitFor(() =>
      expect(app.backend.calls.filter((c) => c.method === "Session.Me").length).toBeGreaterThan(asked),
    );
    await settled(app);
    expect(screen.getByRole("cell", { name: "Gate house" })).toBeTruthy();
  });

  it("comes when any call answers that the screen is locked", async () => {
    const { backend } = renderApp({ route: "/stations" });
    await screen.findByRole("cell", { name: "Gate house" });
    backend.store.locked = true;
    backend.store.changed("stations");
    await screen.findByRole("dialog", { name: "This screen is locked" });
    expect(screen.getByRole("cell", { name: "Gate house", hidden: true })).toBeTruthy();
  });
});

describe("what a role may open", () => {
  const rail = async (as: string) => {
    renderApp({ as });
    const nav = await screen.findByRole("navigation");
    const names = within(nav)
      .getAllByRole("link")
      .map((a) => a.textContent?.replace(/\d+$/, ""));
    cleanup();
    return names;
  };
  it("the auditor sees everything but the counter", async () => {
    const names = await rail("auditor");
    expect(names).not.toContain("Counter");
    for (const read of ["Audit", "Accounts", "Settings"]) expect(names).toContain(read);
  });
  it.each(["auditor", "armorer1"])(
    "%s reads settings and accounts, and changes nothing there",
    async (as) => {
      let read = 0;
      for (const path of [
        "/accounts",
        ...["site", "purposes", "models", "lists"].map((x) => `/settings?tab=${x}`),
      ]) {
        const app = renderApp({ route: path, as });
        await settled(app);
        const main = within(screen.getByRole("main"));
        expect(main.queryByRole("alert")).toBeNull();
        const changing = main
          .queryAllByRole("button", { hidden: true })
          .filter((b) => b.textContent !== "" || b.getAttribute("aria-label") !== "Help with this page");
        expect(changing.map((b) => b.outerHTML)).toEqual([]);
        const fields = [...screen.getByRole("main").querySelectorAll("input")];
        for (const field of fields.filter((f) => f.type !== "hidden")) {
          expect([field.readOnly || field.disabled, field.outerHTML]).toEqual([true, field.outerHTML]);
          read += 1;
        }
        cleanup();
      }
      expect(read).toBeGreaterThan(10);
    },
  );
  it("the wall display sees the board and nothing else", async () => {
    const app = renderApp({ as: "wall" });
    await settled(app);
    expect(screen.queryByRole("navigation")).toBeNull();
    expect(screen.getAllByRole("button").map((b) => b.textContent)).toEqual(["Sign out"]);
  });
});

it("the accounts say of one that did not sign in no more than the station knows", async () => {
  const backend = fakeBackend({ as: "root" });
  const { accounts } = backend.store;
  for (const [i, a] of accounts.entries()) if (a.username === "wall") accounts[i] = { ...a, lastSeen: "" };
  const app = renderApp({ route: "/accounts", backend });
  await settled(app);
  const row = screen.getByText("Wall screen").closest("tr");
  expect(row?.textContent).toContain("not since this station started");
});

describe("the shell", () => {
  it("says since when it is disconnected, and stops saying it", async () => {
    const { backend } = renderApp({ route: "/stations" });
    await screen.findByRole("cell", { name: "Gate house" });
    backend.store.emit({ kind: "closed" });
    await screen.findByText(/has not heard from its station since/, undefined, { timeout: 3000 });
    await screen.findByRole("button", { name: /disconnected since/ });
    backend.store.emit({ kind: "open" });
    await waitFor(() => expect(screen.queryByText(/has not heard from its station/)).toBeNull());
  });

  it.each([
    ["member", "If it goes away this station goes on by itself", "ADMIN-1", "2 of 3 others"],
    ["alone", "it is its own hub, and everything works here", "Counter 1, this station", "0 of 3 others"],
    ["hub", "The others ask it before they issue", "Counter 1, this station", "2 of 3 others"],
  ])(
    "says of a station that is %s what that means, who is hub and who is connected",
    async (lan, ...words) => {
      const backend = fakeBackend({ as: "root", lan });
      const app = renderApp({ route: "/transactions", backend });
      await settled(app);
      const rows = backend.lan.now().stations.filter((s) => !s.this);
      fireEvent.click(within(screen.getByRole("banner")).getByRole("button", { name: /, live/ }));
      const panel = await screen.findByRole("dialog");
      for (const word of words)
        expect((await within(panel).findAllByText(new RegExp(word))).length).toBeGreaterThan(0);
      const others = within(panel).getByLabelText("The other stations", { selector: "section" });
      for (const s of rows) expect(others.textContent).toContain(s.name);
      expect(others.textContent).not.toContain("Counter 1");
      for (const s of rows.filter((r) => r.role !== ""))
        expect(others.textContent).toContain(`${s.delayMs} ms`);
      expect(others.textContent).toContain(
        lan === "member" ? "typed by hand" : lan === "hub" ? "found by itself" : "last seen",
      );
      expect(within(panel).getByText("Clock of this PC").parentElement?.textContent).toContain(
        lan === "member" ? "42 ms" : lan === "hub" ? "the site goes by it" : "nobody to compare with",
      );
    },
  );

  it("leads from there to the stations", async () => {
    await settled(renderApp({ route: "/transactions" }));
    fireEvent.click(within(screen.getByRole("banner")).getByRole("button", { name: /, live/ }));
    fireEvent.click(await screen.findByRole("link", { name: "Open the stations page" }));
    await screen.findByRole("heading", { level: 1, name: "Stations" });
    await waitFor(() => expect(screen.queryByText("Open the stations page")).toBeNull());
  });

  it("of the only station of a site does not speak of others", async () => {
    const backend = fakeBackend({ as: "root" });
    const lan = backend.lan.now();
    backend.lan.now = () => ({ ...lan, role: "hub", stations: lan.stations.filter((s) => s.this) });
    await settled(renderApp({ route: "/transactions", backend }));
    fireEvent.click(within(screen.getByRole("banner")).getByRole("button", { name: /, live/ }));
    const panel = await screen.findByRole("dialog");
    await within(panel).findByText(/the only station of the site/);
    expect(within(panel).queryByText("The other stations")).toBeNull();
  });

  it("shows a pushed notification as text, never as HTML", async () => {
    const app = renderApp({ route: "/stations" });
    await settled(app);
    app.backend.store.notify("<b>Overdue</b>", '<img src=x onerror="window.hit=1">', "warning");
    const title = await screen.findByText("<b>Overdue</b>");
    expect(title.querySelector("b")).toBeNull();
    await expectAccessible(document.body);
    expect(document.querySelector('img[src="x"]')).toBeNull();
  });

  it("does not show the next person what was for the one before", async () => {
    const app = renderApp({ route: "/stations" });
    await settled(app);
    app.backend.store.notify("Two returns do not match", "Look under Discrepancies.", "error");
    await screen.findByText("Two returns do not match");
    app.backend.store.account = null;
    app.backend.store.changed("session");
    fireEvent.change(await screen.findByLabelText("Username"), { target: { value: "admin" } });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "blue lamp oak tree" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("heading", { name: "Stations" });
    expect(screen.queryByText("Two returns do not match")).toBeNull();
  });

  it("an announcement stays along the bottom until it is acknowledged", async () => {
    const { backend } = renderApp({ route: "/stations" });
    const strip = await screen.findByRole("region", { name: "Announcement" });
    expect(strip.textContent).toContain("Night firing tomorrow");
    fireEvent.click(within(strip).getByRole("button", { name: "Acknowledge" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Announcement" })).toBeNull());
    expect(backend.store.announcements[0]?.mine).toBe(true);
  });

  it("one's password is changed when all its rules are met, and a refusal stays with what was typed", async () => {
    const app = renderApp({ route: "/stations" });
    await settled(app);
    fireEvent.click(screen.getByRole("button", { name: "Search and commands" }));
    const find = await screen.findByRole("textbox", { name: "Search and commands" });
    fireEvent.change(find, { target: { value: "Change password" } });
    fireEvent.click(await screen.findByRole("button", { name: "Change password" }));
    const dialog = await screen.findByRole("dialog", { name: "Change password" });
    await expectAccessible(document.body);
    const type = (label: RegExp, value: string) =>
      fireEvent.change(within(dialog).getByLabelText(label), { target: { value } });
    const change = within(dialog).getByRole("button", { name: "Change password" });
    type(/^Password now/, "blue lamp oak tree");
    type(/^New password$/, "green lamp elm tree");
    type(/^New password again/, "green lamp elm");
    expect(change).toHaveProperty("disabled", true);
    type(/^New password again/, "green lamp elm tree");
    expect(change).toHaveProperty("disabled", false);
    app.backend.failNext(
      "Session.ChangePassword",
      refuse("WRONG_PASSWORD", "The password is wrong.", "Type it again."),
    );
    fireEvent.click(change);
    expect((await within(dialog).findByRole("alert")).textContent).toContain("The password is wrong.");
    expect(within(dialog).getByLabelText(/^New password$/)).toHaveProperty("value", "green lamp elm tree");
    fireEvent.click(change);
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Change password" })).toBeNull());
  });

  it("the palette finds records and pages", async () => {
    await settled(renderApp({ route: "/stations" }));
    fireEvent.click(screen.getByRole("button", { name: "Search and commands" }));
    fireEvent.change(await screen.findByRole("textbox", { name: "Search and commands" }), {
      target: { value: "DELA CRUZ, Juan" },
    });
    await screen.findByRole("button", { name: /DELA CRUZ, Juan/ });
  });
});

describe("a long list", () => {
  it("asks for windows of rows, not for all of them", async () => {
    const app = renderApp({ route: "/audit?tab=entries" });
    await settled(app);
    const asked = app.backend.calls
      .filter((c) => c.method === "Audit.Entries")
      .map((c) => c.args[0] as { limit: number });
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every((q) => q.limit === 100)).toBe(true);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount")).not.toBe("1");
  });
});

describe("an error", () => {
  it("that keeps a page from showing says what to do and has the button", async () => {
    const app = renderApp({ route: "/counter" });
    await screen.findByText("Scan a person or an item");
    app.backend.failNext("Discrepancies.List", {
      code: "INTERNAL",
      message: "The record could not be read.",
      fix: "Try again.",
    });
    fireEvent.click(screen.getByRole("link", { name: /Discrepancies/ }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("The record could not be read.");
    fireEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await screen.findByText(/The record of one station went two ways/);
  });
});
