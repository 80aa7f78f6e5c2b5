import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { asCode, isWholeCode } from "../src/entry/joinCode";
import { expectAccessible, renderApp } from "./render";

const code = "W23M-W194-HKB8-9VR3-2G69-W0H1-6PMF-H4KT";

describe("a join code as it is typed", () => {
  it.each([
    ["w23mw194hkb89vr32g69w0h16pmfh4kt", code],
    ["  W23M W194 HKB8 9VR3 2G69 WOHI 6PMF H4KT\n", code],
    ["W23MW", "W23M-W"],
    [`${code}-AAAA`, code],
    ["W23–", "W23"],
  ])("%s", (typed, want) => {
    expect(asCode(typed)).toBe(want);
  });
  it("is whole with all of its characters", () => {
    expect(isWholeCode(code)).toBe(true);
    expect(isWholeCode(code.slice(0, -1))).toBe(false);
  });
});

describe("joining a site", () => {
  async function begin(): Promise<ReturnType<typeof renderApp>> {
    const app = renderApp({ as: "", needsSite: true });
    fireEvent.click(await screen.findByRole("button", { name: /Join a site/ }));
    fireEvent.change(screen.getByLabelText(/Join code/), { target: { value: code.toLowerCase() } });
    fireEvent.change(screen.getByLabelText(/Name of this station/), { target: { value: "Counter 2" } });
    return app;
  }

  it("asks for the code, shows the digits to compare, and ends at the sign-in", async () => {
    const { backend } = await begin();
    await expectAccessible(document.body);
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    await screen.findByRole("img", { name: "3 1 4 1 5 9" }, { timeout: 5000 });
    await screen.findByText("4,100 of 12,480 entries", undefined, { timeout: 5000 });
    await screen.findByRole("heading", { name: "Counter 2 belongs to 951st Armory" }, { timeout: 5000 });
    const asked = backend.calls.find((c) => c.method === "Setup.Join");
    expect(asked?.args[0]).toEqual({ station: "Counter 2", code, address: "" });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByLabelText(/Username/);
  });

  it("says why it was refused and keeps what was typed", async () => {
    const { backend } = await begin();
    backend.failNext("Setup.Join", {
      code: "INVALID",
      message: "That is not a join code.",
      fix: "Compare it.",
    } as never);
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    await screen.findByText("That is not a join code.");
    expect(screen.getByLabelText(/Join code/)).toHaveProperty("value", code);
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("can be given up", async () => {
    await begin();
    fireEvent.click(screen.getByRole("button", { name: "Join" }));
    fireEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    await screen.findByLabelText(/Join code/);
  });

  it("takes no code that is not whole", async () => {
    await begin();
    fireEvent.change(screen.getByLabelText(/Join code/), { target: { value: "W23M" } });
    expect(screen.getByRole("button", { name: "Join" })).toHaveProperty("disabled", true);
  });
});
