import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cssVariables, theme } from "./theme";

type Rgb = readonly [number, number, number];

function rgb(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

function luminance(hex: string): number {
  const [r, g, b] = rgb(hex).map((c) => {
    const s = c / 255;
    return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const states = readFileSync("src/theme/states.css", "utf8");
const tones = ["teal", "amber", "red", "violet", "blue", "grey", "green", "inverse"];
const [light = "", dark = ""] = states.split('[data-mantine-color-scheme="dark"]');

function variable(block: string, name: string): string {
  const match = new RegExp(`--${name}:\\s*(#[0-9a-f]{6})`).exec(block);
  if (!match?.[1]) throw new Error(`no --${name}`);
  return match[1];
}

describe.each([
  ["light", light],
  ["dark", dark],
])("colours in %s", (scheme, block) => {
  const surface = cssVariables(theme as never)[scheme as "light" | "dark"] as Readonly<
    Record<string, string>
  >;
  const of = (name: string) => surface[name] ?? "";

  it.each(tones)("the words of a %s chip can be read", (tone) => {
    const fg = variable(block, `tone-${tone}-fg`);
    expect(contrast(fg, variable(block, `tone-${tone}-bg`))).toBeGreaterThanOrEqual(4.5);
    // An outlined chip stands on the page itself.
    if (tone === "red") expect(contrast(fg, of("--surface"))).toBeGreaterThanOrEqual(4.5);
  });

  it("text, dimmed text and errors can be read on every surface", () => {
    for (const ground of ["--page", "--surface", "--surface-sunk", "--surface-raised"]) {
      expect(contrast(of("--text"), of(ground))).toBeGreaterThanOrEqual(7);
      expect(contrast(of("--mantine-color-dimmed"), of(ground))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of("--mantine-color-error"), of(ground))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of("--accent"), of(ground))).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("the primary button's words can be read", () => {
    const shade = (theme.primaryShade as { light: number; dark: number })[scheme as "light" | "dark"];
    expect(contrast("#ffffff", theme.colors?.teal?.[shade] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
});
