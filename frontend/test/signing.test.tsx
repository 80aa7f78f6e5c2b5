import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type * as T from "../src/backend/types.gen";
import { fromBody } from "../src/features/counter/receipt";
import { counter, enter, field, issued, item, made, person, returned } from "./counter";
import { drawnPng, holdPen, stroke } from "./drawing";
import { expectAccessible, renderApp } from "./render";
import { scan } from "./screen";

describe("a signature", () => {
  /** A receipt of one rifle for Juan, and the dialog that asks him to sign. */
  async function signing() {
    holdPen();
    const app = await counter();
    const rifle = item(app.backend, (i) => i.status === "Available" && i.category === "rifle");
    scan(person(app.backend, "DELA CRUZ, Juan").serial);
    scan(rifle.serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    return { ...app, rifle, dialog: await ask() };
  }
  async function ask(): Promise<HTMLElement> {
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "F4" });
    return screen.findByRole("dialog", { name: "Signature" });
  }
  async function sign(dialog: HTMLElement) {
    stroke(within(dialog).getByRole("img"), [30, 50], [60, 20]);
    fireEvent.click(within(dialog).getByRole("button", { name: "Accept" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  }
  const small = () => screen.queryByRole("img", { name: /^Signature of .*DELA CRUZ, Juan/ });

  it("is asked for with F4, says for what, goes with the issue and stands on its record", async () => {
    const { backend, dialog } = await signing();
    expect(dialog.textContent).toContain("Takes 1 item, 3 magazines, 90 rounds");
    await expectAccessible(document.body);
    await sign(dialog);
    await screen.findByRole("img", { name: /^Signature of .*DELA CRUZ, Juan/ });
    await waitFor(() => expect(document.activeElement).toBe(field()));
    enter();
    await screen.findByText("Receipt 1-471");
    expect(made(backend, "Attachments.Add").map((c) => c.args)).toEqual([["signature", drawnPng]]);
    const id = issued(backend)[0]?.signature ?? "";
    expect(backend.store.attachments.get(id)).toBe(`data:image/png;base64,${drawnPng}`);
    expect(small()).toBeNull();
    fireEvent.click(screen.getByRole("link", { name: "Open receipt" }));
    const panel = await screen.findByRole("region", { name: "Signature" });
    const picture = await within(panel).findByRole("img", { name: /^Signature of .*DELA CRUZ, Juan/ });
    expect(picture.getAttribute("src")).toBe(`data:image/png;base64,${drawnPng}`);
  });

  it("goes with a return", async () => {
    holdPen();
    const { backend } = await counter();
    scan(item(backend, (i) => i.status === "Issued" && i.category === "rifle").serial);
    await screen.findByRole("button", { name: /Take back 1 item/ });
    const dialog = await ask();
    expect(dialog.textContent).toContain("Brings back 1 item, 2 magazines, 60 rounds");
    await sign(dialog);
    enter();
    await screen.findByText("Receipt 1-471");
    expect(backend.store.attachments.has(returned(backend)[0]?.signature ?? "")).toBe(true);
  });

  it("that is cleared does not go with it", async () => {
    const { backend, dialog } = await signing();
    await sign(dialog);
    fireEvent.click(screen.getByRole("button", { name: "Clear the signature" }));
    expect(small()).toBeNull();
    field().focus();
    enter();
    await screen.findByText("Receipt 1-471");
    expect(issued(backend)[0]?.signature).toBe("");
  });

  it("is gone when another person takes it, and when nothing is left to sign for", async () => {
    const { backend, rifle, dialog } = await signing();
    await sign(dialog);
    fireEvent.click(screen.getByRole("button", { name: "Take the person off the receipt" }));
    scan(person(backend, "AQUINO").serial);
    await screen.findByRole("region", { name: /AQUINO/ });
    expect(screen.queryByRole("img", { name: /^Signature of/ })).toBeNull();
    await sign(await ask());
    await screen.findByRole("img", { name: /^Signature of .*AQUINO/ });
    fireEvent.click(
      screen.getByRole("button", { name: `Take ${rifle.model} ${rifle.number} off the receipt` }),
    );
    scan(rifle.serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    expect(screen.queryByRole("img", { name: /^Signature of/ })).toBeNull();
  });

  it("that is not accepted changes nothing", async () => {
    const { backend, dialog } = await signing();
    stroke(within(dialog).getByRole("img"), [30, 50], [60, 20]);
    fireEvent.keyDown(dialog, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByRole("button", { name: /Issue 1 item/ })).toBeTruthy();
    expect(made(backend, "Attachments.Add")).toEqual([]);
  });

  it("that the station refuses leaves the dialog with the sentence", async () => {
    const { backend, dialog } = await signing();
    backend.failNext("Attachments.Add", {
      code: "INVALID",
      message: "There is nothing on the picture.",
      fix: "Draw or take it once more.",
    });
    stroke(within(dialog).getByRole("img"), [30, 50], [60, 20]);
    fireEvent.click(within(dialog).getByRole("button", { name: "Accept" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain(
      "There is nothing on the picture.",
    );
    expect(small()).toBeNull();
  });

  it("is not disturbed by a scan", async () => {
    const { backend, dialog } = await signing();
    const scans = made(backend, "Counter.Scan").length;
    scan(person(backend, "AQUINO").serial);
    await sign(dialog);
    await screen.findByRole("img", { name: /^Signature of .*DELA CRUZ, Juan/ });
    expect(made(backend, "Counter.Scan")).toHaveLength(scans);
  });

  it("is not asked for before somebody takes something: it says what is missing", async () => {
    const { backend } = await counter();
    fireEvent.keyDown(field(), { key: "F4" });
    expect((await screen.findByRole("alert")).textContent).toContain("There is nothing on the receipt yet");
    scan(item(backend, (i) => i.status === "Available").serial);
    await screen.findByRole("button", { name: /Issue 1 item/ });
    fireEvent.click(within(screen.getByRole("region", { name: "Receipt" })).getByText("Signature"));
    expect((await screen.findByRole("alert")).textContent).toContain("It is not said who takes it");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is in the draft, and there again after a reload", async () => {
    const { backend, dialog } = await signing();
    await sign(dialog);
    const saved = () => fromBody(backend.store.drafts[0]?.body ?? "")?.signature ?? "";
    await waitFor(() => expect(backend.store.attachments.has(saved())).toBe(true), { timeout: 1500 });
    cleanup();
    renderApp({ route: "/counter", backend });
    await screen.findByRole("img", { name: /^Signature of .*DELA CRUZ, Juan/ });
  });

  it("of a draft from another station is not here and is asked for anew", async () => {
    const { backend, dialog } = await signing();
    await sign(dialog);
    const draft = () => backend.store.drafts[0] as T.Draft;
    await waitFor(() => expect(fromBody(draft()?.body ?? "")?.signature).toMatch(/./), { timeout: 1500 });
    cleanup();
    backend.store.attachments.delete(fromBody(draft().body)?.signature ?? "");
    renderApp({ route: "/counter", backend });
    await screen.findByRole("button", { name: /Issue 1 item/ });
    field().focus();
    enter();
    await screen.findByText("Receipt 1-471");
    expect(issued(backend)[0]?.signature).toBe("");
  });
});
