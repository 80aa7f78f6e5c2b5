import type { Screen } from "./screen";

/** Everything that takes the focus by Tab, and the lists whose rows the arrow keys go through. */
const focusable =
  "a[href], button, input, select, textarea, summary, iframe, [tabindex]:not([tabindex='-1'])";

/** What looks as if it can be clicked and is in nothing that a keyboard reaches; empty when all is well. */
export async function mouseOnly(on: Screen): Promise<readonly string[]> {
  return on.page.evaluate((focusable) => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      if (getComputedStyle(element).cursor !== "pointer" || !element.checkVisibility()) continue;
      // The cursor is inherited: who set it is who is clicked.
      if (element.parentElement && getComputedStyle(element.parentElement).cursor === "pointer") continue;
      const reached = element.closest(focusable) ?? element.querySelector(focusable);
      const labels = (element.closest("label") ?? element.querySelector("label"))?.control;
      const offered = element.closest("[role=option], [role=menuitem]");
      if (!reached && !labels && !offered) found.push(element.outerHTML.slice(0, 200));
    }
    return found;
  }, focusable);
}

/**
 * Goes through the page, or the dialog over it, with Tab alone. Returns what it does not reach, and what does not look
 * another way when it has the focus; empty when all is well.
 */
export async function byKeyboard(on: Screen): Promise<readonly string[]> {
  const walk = await on.page.evaluateHandle(async (focusable) => {
    const still = () => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined)));
    (document.activeElement as HTMLElement | null)?.blur();
    await still();
    // Of radio buttons and tabs only one takes the focus by Tab, the arrow keys go to the others.
    const dialogs = [...document.querySelectorAll("[aria-modal=true]")].filter((d) => d.checkVisibility());
    const stops = [...(dialogs.at(-1) ?? document).querySelectorAll(focusable)].filter((e) => {
      if (!e.checkVisibility({ visibilityProperty: true }) || e.matches(":disabled, [tabindex='-1']"))
        return false;
      if (e.closest("[inert], [aria-hidden=true]")) return false;
      return !(e instanceof HTMLInputElement && e.type === "radio" && !e.checked);
    });
    const around = (e: Element, n: number): Element[] =>
      n > 0 && e.parentElement ? [e.parentElement, ...around(e.parentElement, n - 1)] : [];
    const looks = (e: Element) =>
      [e, e.nextElementSibling, e.closest("label"), ...around(e, 4)]
        .map((one) => {
          if (!one) return "";
          const s = getComputedStyle(one);
          return [s.outlineStyle, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor].join();
        })
        .join();
    const before = new Map(stops.map((e) => [e, looks(e)]));
    return { still, stops, looks, before, reached: new Set<Element>(), dull: [] as Element[] };
  }, focusable);
  /** Says whether it has been everywhere. */
  const step = () =>
    walk.evaluate(async ({ still, stops, looks, before, reached, dull }) => {
      await still();
      const now = document.activeElement;
      if (!now || now === document.body) return reached.size >= stops.length;
      if (reached.has(now)) return true;
      reached.add(now);
      // Where there is only one, it needs no mark.
      if (stops.length > 1 && before.get(now) === looks(now)) dull.push(now);
      return false;
    });
  const most = 2 + (await on.page.locator(focusable).count());
  for (let n = 0; n < most; n++) {
    await on.press("Tab");
    if (await step()) break;
  }
  return walk.evaluate(({ stops, reached, dull }) => {
    const shown = (e: Element) => e.outerHTML.slice(0, 200);
    const missed = stops.filter((e) => e.isConnected && !reached.has(e));
    return [
      ...missed.map((e) => `not reached: ${shown(e)}`),
      ...dull.map((e) => `looks the same with the focus: ${shown(e)}`),
    ];
  });
}
