import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
  type Request,
} from "playwright-core";
import { Reader } from "./reader";
import type { Station } from "./station";

/** The browser of the machine, without anything that talks to its maker. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface Look {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
  /** The page's clock can be moved on (Screen.later). */
  readonly clock?: boolean;
}

/** One person's browser at one station. It remembers everything a page should not have done. */
export class Screen {
  /** Errors of scripts, things the content security policy stopped, requests to anywhere else. */
  readonly faults: string[] = [];
  /** Requests that are not answered yet. */
  private readonly waiting = new Set<Request>();

  private constructor(
    readonly station: Station,
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly reader: Reader,
  ) {
    page.on("pageerror", (e) => this.faults.push(`${page.url()}: ${e.message}`));
    page.on("console", (m) => {
      // The browser itself writes a line for each refused or failed request; those are part of the story.
      const ordinary = /Failed to load resource|WebSocket connection to/.test(m.text());
      if (m.type() === "error" && !ordinary) this.faults.push(`${page.url()}: ${m.text()}`);
    });
    for (const end of ["requestfinished", "requestfailed"] as const)
      page.on(end as "requestfinished", (r) => this.waiting.delete(r));
    page.on("request", (r) => {
      this.waiting.add(r);
      const url = new URL(r.url());
      if (/^(http|ws)s?:$/.test(url.protocol) && url.host !== new URL(station.address).host)
        this.faults.push(`${page.url()} asked ${r.url()}`);
    });
  }

  static async open(browser: Browser, station: Station, look: Look = {}): Promise<Screen> {
    const context = await browser.newContext({
      viewport: { width: look.width ?? 1280, height: look.height ?? 800 },
      colorScheme: look.scheme ?? "light",
      reducedMotion: "reduce",
      locale: "en-GB",
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    context.setDefaultNavigationTimeout(15_000);
    if (look.clock) await page.clock.install();
    return new Screen(station, context, page, await Reader.on(page));
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** Opens an address of the pages, such as "/board", as one types it into the address bar. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.station.address}/#${path}`);
  }

  async signIn(username: string, password: string): Promise<void> {
    await this.page.goto(`${this.station.address}/`);
    await this.typeSignIn(username, password);
    await this.page.getByRole("navigation", { name: "Pages" }).waitFor();
  }

  /** Fills in the sign-in that is on the screen. */
  async typeSignIn(username: string, password: string): Promise<void> {
    await this.field("Username").fill(username);
    await this.field("Password").fill(password);
    await this.button("Sign in").click();
  }

  /** Opens a page by its line in the rail, which may carry a figure. */
  async choose(name: string): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Pages" })
      .getByRole("link", { name: new RegExp(`^${name}(:.*)?$`) })
      .click();
    await this.page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  }

  /** Scans a code, wherever the focus is. */
  async scan(code: string, end?: "Enter" | "Tab"): Promise<void> {
    await this.reader.scan(code, end);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Waits until a text can be seen. */
  async see(text: string | RegExp): Promise<Locator> {
    const found = this.page.getByText(text).filter({ visible: true }).first();
    await found.waitFor();
    return found;
  }

  /** Waits until a refusal is on the screen and returns its words. */
  async refusal(like: string | RegExp): Promise<string> {
    const alert = this.page.getByRole("alert").filter({ hasText: like });
    await alert.first().waitFor();
    return ((await alert.first().textContent()) ?? "").replace(/\s+/g, " ");
  }

  /** A button by its words, with or without the keys that stand beside them. */
  button(name: string): Locator {
    const words = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return this.page.getByRole("button", { name: new RegExp(`^${words}( (Alt|Ctrl|Esc|F\\d).*)?$`) });
  }

  field(name: string): Locator {
    return this.page.getByRole("textbox", { name, exact: true });
  }

  /** Chooses a value of a list field. */
  async pick(field: string, value: string): Promise<void> {
    await this.page.getByRole("combobox", { name: field, exact: true }).click();
    await this.page.getByRole("option", { name: value, exact: true }).click();
  }

  /** Signs for the receipt at the counter, as one does with the mouse. */
  async sign(forWhat: string | RegExp): Promise<void> {
    await this.press("F4");
    const dialog = this.page.getByRole("dialog", { name: "Signature" });
    await dialog.getByText(forWhat).waitFor();
    const box = await dialog.locator("canvas").boundingBox();
    if (!box) throw new Error("no pad");
    const { mouse } = this.page;
    await mouse.move(box.x + 100, box.y + 100);
    await mouse.down();
    await mouse.move(box.x + 200, box.y + 60, { steps: 10 });
    await mouse.move(box.x + 300, box.y + 110, { steps: 10 });
    await mouse.up();
    await this.picture("signature-drawn");
    await dialog.getByRole("button", { name: "Accept" }).click();
    await dialog.waitFor({ state: "detached" });
  }

  /** Waits until the page has everything it asked for, and has drawn it. */
  async quiet(): Promise<void> {
    for (let drawn = 0; drawn < 2; drawn++) {
      await this.page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));
      const open = [...this.waiting];
      if (open.length > 0) drawn = -1;
      await Promise.all(open.map((r) => r.response().catch(() => null)));
      for (const r of open)
        await r
          .response()
          .then((answer) => answer?.finished())
          .catch(() => null);
    }
  }

  /** Waits until the address is this one. */
  async at(path: string | RegExp): Promise<void> {
    const fits = (url: URL) => {
      const hash = url.hash.slice(1);
      return typeof path === "string" ? hash === path : path.test(hash);
    };
    await this.page.waitForURL(fits);
  }

  /** Calls a method the way the pages do, with this screen's session. */
  async call(method: string, ...args: readonly unknown[]): Promise<{ status: number; body: unknown }> {
    const answer = await this.context.request.post(`${this.station.address}/rpc/${method}`, {
      headers: { "X-ArmGuard": "1", "Content-Type": "application/json" },
      data: JSON.stringify(args),
    });
    return { status: answer.status(), body: await answer.json() };
  }

  /** Moves the clock of the page on; needs `clock`. */
  async later(minutes: number): Promise<void> {
    await this.page.clock.fastForward(minutes * 60_000);
  }

  /** What the screen shows, in words, to find out why a test failed. */
  async told(): Promise<string> {
    return `${this.page.url()}\n${await this.page.locator("body").ariaSnapshot()}`;
  }

  /** A picture for a person to look at, when SHOTS names a folder. */
  async picture(name: string): Promise<void> {
    const folder = process.env.SHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`) });
  }
}

/** Says what the screens show, and keeps a picture of each; for a test that failed. */
export async function tell(screens: Readonly<Record<string, Screen | undefined>>): Promise<void> {
  for (const [name, screen] of Object.entries(screens)) {
    if (!screen) continue;
    console.log(`${name}: ${await screen.told()}`);
    await screen.picture(`failed-${name}`);
  }
}
