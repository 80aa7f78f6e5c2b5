import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { environment, passwordIn, program } from "./station";

declare module "vitest" {
  interface ProvidedContext {
    /** Data folder of a sample site; nobody runs a station on it, a copy is taken. */
    sample: string;
  }
}

/** The password of every account of the sample site. */
export const samplePassword = "seven rifles on the rack";

/** How large a sample site is, and how many days before this one it was in use. */
export interface SampleSize {
  readonly people: number;
  readonly items: number;
  readonly days: number;
}

/** Makes a sample site in an empty folder, with the spreadsheets an armory would bring. */
export function sampleIn(folder: string, size: SampleSize): string {
  const data = join(folder, "data");
  const sizes = Object.entries(size).flatMap(([name, n]) => [`--${name}`, String(n)]);
  execFileSync(
    program(),
    ["demo", "--data", data, ...sizes, "--seed", "3", "--password-file", passwordIn(folder, samplePassword)],
    { env: environment(join(folder, "anchors")), stdio: ["ignore", "ignore", "inherit"] },
  );
  return data;
}

/** Makes the sample site once. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "armguard-e2e-sample-"));
  project.provide("sample", sampleIn(folder, { people: 80, items: 120, days: 8 }));
  return () => rmSync(folder, { recursive: true, force: true });
}

/** For Station.start: the station begins with a copy of the sample site. */
export function copyOf(sample: string): (data: string) => void {
  return (data) => cpSync(sample, data, { recursive: true });
}
