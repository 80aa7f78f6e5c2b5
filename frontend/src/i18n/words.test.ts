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

type Leaf = readonly [key: string, text: string];

function leaves(words: unknown, path: string): Leaf[] {
  if (typeof words === "string") return [[path, words]];
  return Object.entries(words as Record<string, unknown>).flatMap(([k, v]) =>
    leaves(v, path === "" ? k : `${path}.${k}`),
  );
}

const words = (language: string) => new Map(leaves(resources[language]?.translation ?? {}, ""));

/** The ending of a key of which there is more than one by number. */
const plural = /_(zero|one|other)$/;

/** What is filled into a text, each name once. */
const names = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g))].sort();

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

  const english = words("en");
  const filipino = words("fil");

  it("Filipino has no word that English does not have", () => {
    expect(filipino.size).toBeGreaterThan(50);
    expect([...filipino.keys()].filter((key) => !has("en", key.replace(plural, "")))).toEqual([]);
  });

  it("Filipino has every word that English has", () => {
    expect(english.size).toBeGreaterThan(500);
    // A Filipino noun is the same for one and for many: one text without an ending serves for both.
    const missing = [...english.keys()].filter(
      (key) => !filipino.has(key) && !(/_(one|other)$/.test(key) && filipino.has(key.replace(plural, ""))),
    );
    expect(missing).toEqual([]);
  });

  it("Filipino has one text for one and for many", () => {
    // To Intl 5 is "one" and 4 is "other" in Filipino: a text that is chosen by number would be the wrong one.
    expect([...filipino.keys()].filter((key) => /_(one|other)$/.test(key))).toEqual([]);
  });

  it("Filipino fills in what English fills in", () => {
    const other = [...filipino].filter(([key, text]) => {
      const original = english.get(key) ?? english.get(`${key}_other`) ?? "";
      return names(text).join() !== names(original).join();
    });
    expect(other).toEqual([]);
  });
});
