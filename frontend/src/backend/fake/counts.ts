import type * as T from "../types.gen";
import * as counter from "./counter";
import { ago, nextId } from "./ids";
import { type FakeStore, refuse } from "./store";

// The counts of the fake: the same verdicts as the service, as far as a screen can see them.

interface Seen {
  readonly item: T.ItemRow | null;
  readonly code: string;
  readonly was: string;
  readonly condition: string;
  readonly by: T.CountActor;
  readonly late: boolean;
}

interface FakeCount {
  readonly row: T.CountRow;
  readonly notes: string;
  readonly closingNotes: string;
  readonly reason: string;
  readonly closer: string;
  readonly result: readonly T.CountLine[];
}

const nobody: T.CountActor = { name: "", station: "", time: "" };
const isIn = (status: string) => ["Available", "Maintenance", "For turn-in"].includes(status);
const isOut = (status: string) => ["Issued", "Overdue", "Contested"].includes(status);

export class FakeCounts {
  private readonly store: FakeStore;
  private readonly counts = new Map<string, FakeCount>();
  private readonly seen = new Map<string, Seen[]>();

  constructor(store: FakeStore) {
    this.store = store;
    this.seed();
  }

  list(q: T.ListQuery): T.Page<T.CountRow> {
    this.store.need("read");
    const rows = [...this.counts.values()].map((c) => this.row(c)).reverse();
    return this.store.page(
      rows.filter((r) => !q.filter?.open || r.state === "Open"),
      q,
    );
  }

  open(n: T.NewCount): T.CountRecord {
    this.store.need("count");
    if (!n.type) throw refuse("INVALID", "The type of the count is missing.", "Choose one.");
    return this.get(this.add(n.type, n, this.me()));
  }

  get(id: string): T.CountRecord {
    const account = this.store.need("read");
    const c = this.count(id);
    const all = this.figures(id);
    const hidden = this.hidden(c);
    return {
      count: this.row(c),
      notes: c.notes,
      closingNotes: c.closingNotes,
      reason: c.reason,
      figures: hidden ? { ...all, expected: 0, handled: 0, missing: 0, out: 0 } : all,
      hidden,
      recent: this.scanned(id).slice(0, 12),
      mine: c.closer === account.name,
      others: [],
    };
  }

  lines(id: string, verdict: string, q: T.ListQuery): T.Page<T.CountLine> {
    this.store.need("read");
    const c = this.count(id);
    if (this.hidden(c) && ["missing", "handled", "out"].includes(verdict)) {
      throw refuse("BLOCKED", "This count is blind.", "Go on scanning.");
    }
    return this.store.page(
      this.all(id).filter((l) => (verdict === "late" ? l.late : !l.late && l.verdict === verdict)),
      q,
    );
  }

  scan(ask: T.CountScanRequest): T.CountScanned {
    this.store.need("count");
    this.needOpen(ask.id);
    const byId = this.store.items.find((i) => i.id === ask.text);
    const found = byId ? null : counter.scan(this.store, ask.text);
    if (found?.person || found?.receipt) {
      throw refuse(
        "INVALID",
        `This is a ${found.person ? "person" : "receipt"} and no item: ${ask.text}`,
        "Scan the code of an item.",
      );
    }
    if (ask.text.trim() === "") throw refuse("INVALID", "The code is empty.", "Scan or type a code.");
    if (found && found.items.length > 1) return { outcome: "several", line: null, items: found.items };
    const item = byId ?? found?.item ?? null;
    const list = this.seen.get(ask.id) ?? [];
    const key = item?.id ?? ask.text.trim().toUpperCase();
    const before = list.find((s) => (s.item?.id ?? s.code.toUpperCase()) === key);
    const one = before ?? this.see(ask.id, item, ask.text.trim(), ask.condition, this.me());
    const line = this.line(one, this.count(ask.id).row);
    this.store.changed("counts");
    return { outcome: before ? "already" : line.verdict, line, items: [] };
  }

  close(id: string, notes: string): T.CountRecord {
    const account = this.store.need("count");
    this.needOpen(id);
    const c = this.count(id);
    const result = this.all(id);
    this.counts.set(id, {
      ...c,
      closingNotes: notes,
      closer: account.name,
      result,
      row: { ...c.row, state: "Closed", closed: this.me(), result: this.figures(id) },
    });
    this.store.changed("counts", "shell");
    return this.get(id);
  }

  sign(ask: T.CountSignature): T.CountRecord {
    this.store.need("count");
    const c = this.count(ask.id);
    const who = ask.username
      ? this.store.accounts.find((a) => a.username === ask.username.toLowerCase())
      : this.store.who();
    if (!who || (ask.username && ask.password.length < 4)) {
      throw refuse("BAD_PASSWORD", "The username or the password is wrong.", "Type both again.");
    }
    if (who.name === c.closer) {
      throw refuse(
        "FORBIDDEN",
        "Who closed the count cannot sign it a second time.",
        "Ask a colleague to sign.",
      );
    }
    if (!who.can.includes("count")) throw refuse("FORBIDDEN", "This account may not do this.");
    this.counts.set(ask.id, {
      ...c,
      row: { ...c.row, state: "Signed", second: { ...this.me(), name: who.name } },
    });
    this.store.changed("counts", "shell");
    return this.get(ask.id);
  }

  cancel(id: string, reason: string): T.CountRecord {
    this.store.need("count");
    this.needOpen(id);
    const c = this.count(id);
    this.counts.set(id, { ...c, reason, row: { ...c.row, state: "Cancelled", cancelled: this.me() } });
    this.store.changed("counts", "shell");
    return this.get(id);
  }

  private me(): T.CountActor {
    return {
      name: this.store.account?.name ?? "",
      station: this.store.station.name,
      time: new Date().toISOString(),
    };
  }

  private count(id: string): FakeCount {
    const c = this.counts.get(id);
    if (!c) throw refuse("NOT_FOUND", "There is no such count.", "Read the list again.");
    return c;
  }

  private needOpen(id: string): void {
    const { row } = this.count(id);
    if (row.state !== "Open") throw refuse("BLOCKED", "The count is closed.", "Open another count.");
  }

  private hidden(c: FakeCount): boolean {
    return c.row.blind && c.row.state === "Open";
  }

  private row(c: FakeCount): T.CountRow {
    return { ...c.row, scanned: this.seen.get(c.row.id)?.length ?? 0 };
  }

  private add(type: string, n: Partial<T.NewCount>, opened: T.CountActor): string {
    const id = nextId();
    const models = this.store.models.filter((m) => n.models?.includes(m.id)).map((m) => m.name);
    this.counts.set(id, {
      row: {
        id,
        type,
        state: "Open",
        blind: n.blind ?? false,
        models,
        opened,
        closed: nobody,
        second: nobody,
        cancelled: nobody,
        scanned: 0,
        result: null,
      },
      notes: n.notes ?? "",
      closingNotes: "",
      reason: "",
      closer: "",
      result: [],
    });
    this.store.changed("counts", "shell");
    return id;
  }

  private see(id: string, item: T.ItemRow | null, code: string, condition: string, by: T.CountActor): Seen {
    const one: Seen = {
      item,
      code: item ? "" : code,
      was: item?.status ?? "",
      condition,
      by,
      late: this.count(id).row.state !== "Open",
    };
    this.seen.set(id, [one, ...(this.seen.get(id) ?? [])]);
    return one;
  }

  private line(s: Seen, count: T.CountRow): T.CountLine {
    const { item } = s;
    const scope = item && count.models.length > 0 && !count.models.includes(item.model);
    const why = !item ? "" : scope ? "scope" : isOut(s.was) ? "out" : isIn(s.was) ? "" : "status";
    return {
      key: item?.id ?? s.code,
      verdict: item ? (why === "" ? "found" : "unexpected") : "unknown",
      why,
      item,
      code: s.code,
      was: s.was,
      condition: s.condition,
      scanned: s.by,
      late: s.late,
    };
  }

  private scanned(id: string): T.CountLine[] {
    const c = this.count(id);
    return (this.seen.get(id) ?? []).map((s) => this.line(s, c.row));
  }

  private all(id: string): readonly T.CountLine[] {
    const c = this.count(id);
    const scanned = this.scanned(id);
    if (c.row.state === "Closed" || c.row.state === "Signed")
      return [...c.result, ...scanned.filter((l) => l.late)];
    const rest = this.store.items.filter(
      (i) =>
        (c.row.models.length === 0 || c.row.models.includes(i.model)) &&
        !scanned.some((l) => l.item?.id === i.id),
    );
    const line = (item: T.ItemRow, verdict: string): T.CountLine => ({
      key: item.id,
      verdict,
      why: "",
      item,
      code: "",
      was: "",
      condition: "",
      scanned: nobody,
      late: false,
    });
    return [
      ...scanned,
      ...rest.filter((i) => isIn(i.status)).map((i) => line(i, "missing")),
      ...rest.filter((i) => isOut(i.status)).map((i) => line(i, "out")),
    ];
  }

  private figures(id: string): T.CountFigures {
    const all = this.all(id);
    const n = (verdict: string) => all.filter((l) => !l.late && l.verdict === verdict).length;
    const [found, handled, missing] = [n("found"), n("handled"), n("missing")];
    return {
      expected: found + handled + missing,
      found,
      handled,
      missing,
      unexpected: n("unexpected"),
      out: n("out"),
      unknown: n("unknown"),
      late: all.filter((l) => l.late).length,
    };
  }

  private seed(): void {
    const { items, accounts } = this.store;
    const [first, second, third] = accounts.map((a) => a.name);
    const at = (name: string | undefined, station: string, minutes: number): T.CountActor => ({
      name: name ?? "",
      station,
      time: ago(minutes),
    });
    const finish = (id: string, closed: T.CountActor, state: string, more: Partial<T.CountRow> = {}) => {
      const c = this.count(id);
      const result = this.all(id);
      const figures = this.figures(id);
      const row = { ...c.row, state, closed, result: figures, ...more };
      this.counts.set(id, { ...c, closer: closed.name, result, row });
    };
    const sees = (id: string, which: readonly T.ItemRow[], by: T.CountActor, start: number) =>
      which.forEach((item, i) => {
        this.see(id, item, "", "", { ...by, time: ago(start - i * 0.05) });
      });
    const inside = items.filter((i) => isIn(i.status));

    const yesterday = this.add("closing", {}, at(second, "Counter 1", 1500));
    sees(yesterday, inside, at(second, "Counter 1", 0), 1490);
    finish(yesterday, at(second, "Counter 1", 1450), "Signed", { second: at(third, "ADMIN-1", 1440) });

    const mistake = this.add("hand-over", {}, at(third, "Counter 2", 700));
    this.counts.set(mistake, {
      ...this.count(mistake),
      reason: "Opened twice, the other one is used.",
      row: { ...this.count(mistake).row, state: "Cancelled", cancelled: at(third, "Counter 2", 698) },
    });

    const monthly = this.add(
      "monthly",
      { notes: "Racks 1 to 6, then the vault." },
      at(third, "Counter 2", 400),
    );
    sees(
      monthly,
      inside.filter((_, i) => i !== 4 && i !== 30),
      at(third, "Counter 2", 0),
      390,
    );
    sees(
      monthly,
      items.filter((i) => i.status === "Retired"),
      at(first, "ADMIN-1", 0),
      380,
    );
    this.see(monthly, null, "W-40412", "", at(third, "Counter 2", 360));
    finish(monthly, at(third, "Counter 2", 340), "Closed");
    this.see(monthly, inside[4] ?? null, "", "", at(second, "Counter 3", 350));

    const now = this.add("opening", {}, at(third, "Counter 2", 14));
    sees(now, inside.slice(0, 19), at(third, "Counter 2", 0), 12);
    sees(now, inside.slice(24, 31), at(second, "Counter 1", 0), 6);
    sees(now, items.filter((i) => i.status === "Issued").slice(0, 1), at(third, "Counter 2", 0), 3);
    this.see(now, null, "77-B-3391", "", at(second, "Counter 1", 2));
    sees(now, inside.slice(19, 22), at(third, "Counter 2", 0), 1);
  }
}
