import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/** The program under test: ARMGUARD_PROGRAM, else the one that make builds. */
export function program(): string {
  const path =
    process.env.ARMGUARD_PROGRAM ?? resolve(import.meta.dirname, "../../build/bin/armguard-headless");
  if (!existsSync(path)) throw new Error(`There is no program ${path}: build it with make headless.`);
  return path;
}

/** The environment of every process: what a station keeps outside its data folder goes to `anchors`. */
export function environment(anchors: string): NodeJS.ProcessEnv {
  return { ...process.env, ARMGUARD_ANCHOR_DIR: anchors };
}

/** Writes a password into a file, as the command line takes it. */
export function passwordIn(folder: string, password: string): string {
  const file = join(folder, "password");
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return file;
}

/** Resolves when a command of the program has done its work. */
function ended(child: ChildProcess, command: string): Promise<void> {
  return new Promise((done, fail) =>
    child.once("exit", (code) => (code === 0 ? done() : fail(new Error(`${command} ended with ${code}`)))),
  );
}

/** A headless station as a process of its own, with a folder that goes when it is stopped. */
export class Station {
  readonly data: string;
  /** http://127.0.0.1:PORT, the same after a restart. */
  address = "";
  /** What was printed to be opened in a browser: the address, before there is a site with the set-up token. */
  open = "";
  private process: ChildProcess | null = null;
  private complaints = "";

  private constructor(private readonly folder: string) {
    this.data = join(folder, "data");
  }

  /** Starts one with an empty folder, or on data that `fill` puts there. */
  static async start(fill?: (data: string) => void): Promise<Station> {
    const station = new Station(mkdtempSync(join(tmpdir(), "armguard-e2e-")));
    fill?.(station.data);
    await station.run("127.0.0.1:0");
    return station;
  }

  /** Makes a new PC a station of the site that `host` runs, by the command line, and starts it. */
  static async join(host: Station, name: string, rootPassword: string): Promise<Station> {
    const station = new Station(mkdtempSync(join(tmpdir(), "armguard-e2e-")));
    const password = passwordIn(station.folder, rootPassword);
    const giving = spawn(
      program(),
      [
        "join-code",
        "--data",
        host.data,
        "--username",
        "root",
        "--password-file",
        password,
        "--yes",
        "--json",
      ],
      { env: environment(join(host.folder, "anchors")), stdio: ["ignore", "pipe", "inherit"] },
    );
    const given = ended(giving, "join-code");
    const said = new Promise<string>((done) => createInterface(giving.stdout).once("line", done));
    const { code, at } = JSON.parse(await Promise.race([said, given.then(() => "{}")])) as {
      code: string;
      at: string;
    };
    const joining = spawn(
      program(),
      [
        ...["site", "join", "--data", station.data, "--station", name, "--code", code],
        ...["--listen", "127.0.0.1:0", "--peer", at],
      ],
      { env: environment(join(station.folder, "anchors")), stdio: ["ignore", "ignore", "inherit"] },
    );
    await Promise.all([given, ended(joining, "site join")]);
    await station.run("127.0.0.1:0");
    return station;
  }

  /** Power cut: nothing is written any more. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Its process stands still, as when its cable and its screen were gone; `thaw` lets it go on. */
  freeze(): void {
    this.process?.kill("SIGSTOP");
  }

  thaw(): void {
    this.process?.kill("SIGCONT");
  }

  /** Starts it again on the same data and the same port. */
  async restart(): Promise<void> {
    await this.run(new URL(this.address).host);
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(console: string): Promise<void> {
    const child = spawn(
      program(),
      [
        "station",
        "--data",
        this.data,
        "--console",
        console,
        "--listen",
        "127.0.0.1:0",
        "--discover",
        "typed",
        "--json",
      ],
      { env: environment(join(this.folder, "anchors")), stdio: ["ignore", "pipe", "pipe"] },
    );
    this.process = child;
    this.complaints = "";
    child.stderr.on("data", (text: Buffer) => {
      this.complaints += text.toString();
    });
    const said = await new Promise<string>((done, fail) => {
      createInterface(child.stdout).once("line", done);
      child.once("error", fail);
      child.once("exit", (code) => fail(new Error(`The station ended with ${code}: ${this.complaints}`)));
    });
    const { console: address, open } = JSON.parse(said) as { console: string; open: string };
    this.address = address;
    this.open = open;
  }

  private async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((done) => child.once("exit", () => done()));
    child.kill("SIGCONT");
    child.kill(signal);
    await gone;
  }
}
