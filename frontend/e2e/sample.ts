import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { environment, program } from "./station";

declare module "vitest" {
  interface ProvidedContext {
    /** Data folder of a sample site; nobody runs a station on it, a copy is taken. */
    sample: string;
  }
}

/** The password of every account of the sample site. */
export const samplePassword = "seven rifles on the rack";

/** Makes the sample site once: a site with a history, and the spreadsheets an armory would bring. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "armguard-e2e-sample-"));
  const data = join(folder, "data");
  const password = join(folder, "password");
  writeFileSync(password, `${samplePassword}\n`, { mode: 0o600 });
  execFileSync(
    program(),
    [
      "demo",
      "--data",
      data,
      "--people",
      "80",
      "--items",
      "120",
      "--days",
      "8",
      "--seed",
      "3",
      "--password-file",
      password,
    ],
    { env: environment(join(folder, "anchors")), stdio: ["ignore", "ignore", "inherit"] },
  );
  project.provide("sample", data);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** For Station.start: the station begins with a copy of the sample site. */
export function copyOf(sample: string): (data: string) => void {
  return (data) => cpSync(sample, data, { recursive: true });
}
