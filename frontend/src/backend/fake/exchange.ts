import type * as T from "../types.gen";
import { nextId } from "./ids";
import { saveItem, savePerson } from "./records";
import { startJob } from "./site";
import { type FakeStore, refuse } from "./store";

// Imports of the fake: CSV with commas, the same all or nothing as the service.

interface Upload {
  readonly what: string;
  readonly file: string;
  readonly size: number;
  text: string;
}

interface Row {
  readonly number: number;
  readonly cells: readonly string[];
}

const known: Record<string, readonly string[]> = {
  people: [
    "serial",
    "rank",
    "last_name",
    "first_name",
    "middle_initial",
    "group",
    "phone",
    "status",
    "code",
    "qual_rifle",
    "qual_pistol",
    "qual_other",
    "assigned",
  ],
  items: ["model", "serial", "number", "condition", "status", "description", "code"],
};
const needed: Record<string, readonly string[]> = {
  people: ["serial", "rank", "last_name", "first_name"],
  items: ["model", "serial"],
};

/** How long a job of the fake takes, in ms: long enough for a person or a test to stop it. */
const jobMs = 240;

export class FakeExchange {
  private readonly uploads = new Map<string, Upload>();

  constructor(private readonly store: FakeStore) {}

  begin(what: string, file: string, size: number): string {
    this.store.need("import");
    if (size > 32 << 20) {
      throw refuse("TOO_LARGE", "The file is empty or larger than 32 MB.", "Split it into several files.");
    }
    const id = nextId();
    this.uploads.set(id, { what, file, size, text: "" });
    return id;
  }

  chunk(id: string, base64: string): null {
    const upload = this.upload(id);
    upload.text += new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    return null;
  }

  dryRun(id: string): T.Job {
    const upload = this.upload(id);
    if (!upload.file.endsWith(".csv")) {
      const job = startJob(this.store, "import-dry-run", 1, "", jobMs, () =>
        refuse(
          "INVALID",
          `${upload.file} is no spreadsheet.`,
          "Save it as .xlsx or .csv and choose it again.",
        ),
      );
      return job;
    }
    const preview = this.preview(id);
    return startJob(
      this.store,
      "import-dry-run",
      preview.rows,
      `${preview.good} rows can be imported, ${preview.bad.length} cannot.`,
      jobMs,
    );
  }

  preview(id: string): T.ImportPreview {
    const { what, file, text } = this.upload(id);
    const [head = "", ...lines] = text.trim().split(/\r?\n/);
    const heads = head.split(",").map((h) => h.trim());
    const columns = heads.filter((h) => known[what]?.includes(h));
    const missing = (needed[what] ?? []).filter((c) => !heads.includes(c));
    const bad: T.BadRow[] = [];
    const good: Row[] = [];
    const serials = new Set<string>();
    const rows = lines.map((line, i) => {
      const cells = line.split(",").map((c) => c.trim());
      return { number: i + 2, cells: columns.map((c) => cells[heads.indexOf(c)] ?? "") };
    });
    for (const row of missing.length > 0 ? [] : rows) {
      const value = (column: string) => row.cells[columns.indexOf(column)] ?? "";
      const [column, reason] = this.complaint(what, value, serials);
      serials.add(value("serial"));
      if (reason === "") good.push(row);
      else bad.push({ row: row.number, column, value: value(column), reason, cells: row.cells });
    }
    return {
      uploadId: id,
      file,
      what,
      format: "CSV, UTF-8, commas",
      columns,
      ignored: heads.filter((h) => !known[what]?.includes(h)),
      missing,
      rows: rows.length,
      good: good.length,
      bad,
      sample: good.slice(0, 20).map((r) => r.cells),
    };
  }

  commit(id: string): T.Job {
    const { what } = this.upload(id);
    const { text } = this.upload(id);
    const p = this.preview(id);
    return startJob(this.store, "import", p.rows, `${p.good} ${what} imported.`, jobMs, () => {
      if (p.bad.length > 0) {
        const message = `Row ${p.bad[0]?.row}: ${p.bad[0]?.reason} Nothing was imported.`;
        return { code: "INVALID", message, fix: "Correct the file and choose it again." };
      }
      const heads = (text.split(/\r?\n/)[0] ?? "").split(",").map((h) => h.trim());
      for (const line of text.trim().split(/\r?\n/).slice(1)) {
        const cells = line.split(",");
        this.register(what, (column) => (cells[heads.indexOf(column)] ?? "").trim());
      }
      return null;
    });
  }

  private register(what: string, value: (column: string) => string): void {
    if (what === "people") {
      savePerson(this.store, {
        id: "",
        serial: value("serial"),
        rank: value("rank"),
        lastName: value("last_name"),
        firstName: value("first_name"),
        middle: value("middle_initial"),
        group: value("group"),
        phone: value("phone"),
        code: value("code"),
        photo: "",
        qualRifle: value("qual_rifle"),
        qualPistol: value("qual_pistol"),
        qualOther: value("qual_other"),
        assigned: this.store.items.find((i) => i.serial === value("assigned"))?.id ?? "",
      });
      return;
    }
    saveItem(this.store, {
      id: "",
      modelId: this.model(value("model"))?.id ?? "",
      serial: value("serial"),
      number: value("number"),
      code: value("code"),
      description: value("description"),
      photo: "",
      condition: value("condition") || "Good",
      status: value("status") || "Available",
    });
  }

  /** The column that is wrong and why; two empty words when the row is good. */
  private complaint(
    what: string,
    value: (column: string) => string,
    serials: ReadonlySet<string>,
  ): readonly [string, string] {
    const empty = needed[what]?.find((c) => value(c) === "");
    if (empty) return [empty, `The ${empty.replace("_", " ")} is missing.`];
    const serial = value("serial");
    if (serials.has(serial)) return ["serial", `Serial number ${serial} stands in the file twice.`];
    const taken = what === "people" ? this.store.people : this.store.items;
    if (taken.some((x) => x.serial === serial)) {
      return ["serial", `Serial number ${serial} is registered already.`];
    }
    if (what === "items") {
      return this.model(value("model")) ? ["", ""] : ["model", `There is no model ${value("model")}.`];
    }
    const ranks = this.store.lists.filter((l) => l.name.startsWith("ranks")).flatMap((l) => l.values);
    return ranks.includes(value("rank")) ? ["", ""] : ["rank", `There is no rank ${value("rank")}.`];
  }

  private model(word: string): T.Model | undefined {
    return this.store.models.find((m) => m.name === word || m.code === word);
  }

  private upload(id: string): Upload {
    const upload = this.uploads.get(id);
    if (!upload) throw refuse("NOT_FOUND", "The file is not here any more.", "Choose it again.");
    return upload;
  }
}
