import { describe, expect, it } from "vitest";
import { resources } from "./i18n";

const sources = import.meta.glob<string>(
  ["../**/*.{ts,tsx}", "!../**/*.test.{ts,tsx}", "!../backend/fake/**"],
  {
    eager: true,
    query: "?raw",
    import: "default",
  },
);

function has(language: string, key: string): boolean {
  let at: unknown = resources[language]?.translation;
  const path = key.split(".");
  const leaf = path.pop() ?? "";
  for (const part of path)
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  if (typeof at !== "object" || at === null) return false;
  const words = at as Record<string, unknown>;
  return typeof words[leaf] === "string" || typeof words[`${leaf}_other`] === "string";
}

function leaves(words: unknown, path: string): string[] {
  if (typeof words === "string") return [path];
  return Object.entries(words as Record<string, unknown>).flatMap(([k, v]) =>
    leaves(v, path === "" ? k : `${path}.${k}`),
  );
}

describe("words", () => {
  it("every key written in the source exists in English", () => {
    const missing: string[] = [];
    let seen = 0;
    for (const [file, text] of Object.entries(sources)) {
      for (const match of text.matchAll(/\bt\(\s*"([\w.]+)"/g)) {
        seen += 1;
        if (!has("en", match[1] ?? "")) missing.push(`${file}: ${match[1]}`);
      }
      // Keys handed on as data: labels of actions and pages, sentences of the counter.
      for (const match of text.matchAll(/\b(?:label|key): "([a-z]\w+\.[\w.]+)"/g)) {
        seen += 1;
        if (!has("en", match[1] ?? "")) missing.push(`${file}: ${match[1]}`);
      }
    }
    expect(seen).toBeGreaterThan(200);
    expect(missing).toEqual([]);
  });

  it("Filipino has no word that English does not have", () => {
    const filipino = leaves(resources.fil?.translation ?? {}, "");
    expect(filipino.length).toBeGreaterThan(50);
    expect(filipino.filter((key) => !has("en", key.replace(/_(one|other)$/, "")))).toEqual([]);
  });
});
