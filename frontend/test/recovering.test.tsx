import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { expectAccessible, renderApp } from "./render";

const sheet = Array(24).fill("word").join(" ");
const password = "staple horse correct battery";

describe("the recovery sheet", () => {
  function fill(values: Readonly<Record<string, string>>): void {
    for (const [label, value] of Object.entries(values)) {
      fireEvent.change(screen.getByLabelText(new RegExp(`^${label}`)), { target: { value } });
    }
  }

  async function begin(): Promise<ReturnType<typeof renderApp>> {
    const app = renderApp({ as: "" });
    fireEvent.click(await screen.findByRole("button", { name: "Use the recovery sheet" }));
    await screen.findByRole("heading", { name: "Use the recovery sheet" });
    fill({ "Your name": "SSGT Reyes", "New username": "reyes", "Password again": password });
    fireEvent.change(screen.getByLabelText(/^Password \*|^Password$/), { target: { value: password } });
    return app;
  }

  it("adds a superuser and signs him in", async () => {
    const { backend } = await begin();
    await expectAccessible(document.body);
    const go = screen.getByRole("button", { name: "Add this superuser" });
    expect(go).toHaveProperty("disabled", true);
    fill({ "What the sheet says": sheet });
    screen.getByText("24 of 24 words");
    fireEvent.click(go);
    await screen.findByRole("heading", { name: "Counter" });
    const asked = backend.calls.find((c) => c.method === "Setup.Recover");
    expect(asked?.args[0]).toEqual({ sheet, fullName: "SSGT Reyes", username: "reyes", password });
  });

  it("that is not whole says so and keeps what was typed", async () => {
    await begin();
    fill({ "What the sheet says": "one two three" });
    screen.getByText("3 of 24 words");
    fireEvent.click(screen.getByRole("button", { name: "Add this superuser" }));
    await screen.findByText("The recovery sheet has 24 words; this is 3.");
    expect(screen.getByLabelText(/^What the sheet says/)).toHaveProperty("value", "one two three");
    fireEvent.click(screen.getByRole("button", { name: "Back" }));
    await screen.findByLabelText(/Username/);
  });

  it("makes this PC a station where a backup lies and no station is left", async () => {
    const { backend } = renderApp({ as: "", stranded: true });
    fireEvent.click(await screen.findByRole("button", { name: "Use the recovery sheet" }));
    await screen.findByRole("heading", { name: "Go on with this backup" });
    fill({ "What the sheet says": sheet, "Name of this station": "Counter 9" });
    await expectAccessible(document.body);
    fireEvent.click(screen.getByRole("button", { name: "Make this PC a station" }));
    await screen.findByLabelText(/Username/);
    expect(backend.calls.find((c) => c.method === "Setup.Replace")?.args[0]).toEqual({
      sheet,
      station: "Counter 9",
    });
  });
});
