import { describe, expect, it } from "vitest";
import { resources } from "../i18n/i18n";
import { helpOf, routes } from "./routes";

function textsOf(language: string, key: string): Record<string, unknown> {
  let at: unknown = resources[language]?.translation;
  for (const part of key.split(".")) at = (at as Record<string, unknown> | undefined)?.[part];
  return (at ?? {}) as Record<string, unknown>;
}

describe("every page has its help", () => {
  for (const route of routes.filter((r) => !r.bare)) {
    for (const language of ["en", "fil"]) {
      it(`${route.path} in ${language}`, () => {
        const texts = textsOf(language, helpOf(route));
        expect(texts.for).toEqual(expect.any(String));
        const questions = Object.keys(texts).filter((key) => key.startsWith("q"));
        expect(questions.length).toBeGreaterThanOrEqual(3);
        for (const question of questions) {
          expect(texts[question.replace("q", "a")]).toEqual(expect.any(String));
        }
      });
    }
  }
});

it("no two pages share a key", () => {
  const keys = routes.flatMap((route) => route.nav?.shortcut ?? []);
  expect(keys).toEqual([...new Set(keys)]);
});
