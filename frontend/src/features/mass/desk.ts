import type { Api } from "../../backend/api";
import { type BackendError, toBackendError } from "../../backend/errors";
import type * as T from "../../backend/types.gen";
import { shortTime } from "../../domain/times";
import type { Reason } from "../../ui/ReasonDialog";

// Scan a person, scan an item, next. Scans are carried out one after the other, in their order, however fast they come.

/** Why a scan did nothing: a refusal of the service, or a sentence of this screen by its key. */
export type Say =
  | { readonly kind: "error"; readonly error: BackendError }
  | { readonly kind: "say"; readonly key: string; readonly params: Readonly<Record<string, string>> };

/** Somebody who left without an item, or an item that did not go out: the next scan must not hide it. */
export interface Missed {
  readonly n: number;
  readonly who: string;
  readonly say: Say;
}

export interface MassState {
  /** Who gets the next item. */
  readonly person: T.PersonRecord | null;
  readonly say: Say | null;
  /** The item that was refused for want of a reason. */
  readonly waiting: T.ItemRow | null;
  /** An item is being issued. */
  readonly issuing: boolean;
  /** Issued last, until the next person. */
  readonly done: T.Transaction | null;
  readonly missed: readonly Missed[];
}

export interface MassDeskDeps {
  readonly api: Api;
  readonly massId: string;
  readonly accepted: () => void;
  readonly refused: () => void;
}

/** How many who went without are kept on the screen. */
const mostMissed = 5;

const itemName = (i: T.ItemRow) => `${i.model} ${i.number || i.serial}`.trim();

export class MassDesk {
  private state: MassState = {
    person: null,
    say: null,
    waiting: null,
    issuing: false,
    done: null,
    missed: [],
  };
  private queue: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();
  /** A pair keeps its command until it is issued: sent again after a cut cable, it is still one receipt. */
  private readonly commands = new Map<string, string>();
  /** Said once, when cut off: it goes with every item that wants one from then on. A second person signs each apart. */
  private reason = "";
  private count = 0;

  constructor(private readonly deps: MassDeskDeps) {}

  readonly get = (): MassState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Carries out a scan after those before it. */
  scan(code: string): Promise<void> {
    return this.after(() => this.take(code));
  }

  /** Takes back the person, before an item; else puts away what was said. */
  undo(): Promise<void> {
    return this.after(async () => this.set({ person: null, say: null, waiting: null, done: null }));
  }

  /** Goes on with the item that wanted a reason. Where it fails, all stands as before and the dialog says why. */
  withReason(reason: Reason): Promise<void> {
    return this.after(async () => {
      const { person, waiting, say } = this.state;
      if (!person || !waiting) return;
      try {
        await this.give(person, waiting, { ...reason, unchecked: false });
      } catch (e) {
        this.set({ issuing: false });
        throw e;
      }
      const cutOff = say?.kind === "error" && say.error.code === "CUT_OFF";
      if (cutOff && reason.secondUsername === "") this.reason = reason.reason;
    });
  }

  private after(step: () => Promise<void>): Promise<void> {
    const done = this.queue.then(step);
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async take(code: string): Promise<void> {
    let scan: T.Scan;
    try {
      scan = await this.deps.api.counter.scan(code);
    } catch (e) {
      this.refuse({ kind: "error", error: toBackendError(e) });
      return;
    }
    if (scan.kind === "person" && scan.person) this.takePerson(scan.person, scan.refusal);
    else if (scan.kind === "item" && scan.item) await this.takeItem(scan.item, scan.refusal);
    else this.lost(scan);
  }

  private takePerson(person: T.PersonRecord, refusal: T.Error | null): void {
    const before = this.state.person;
    if (before && before.id !== person.id && !this.state.say) {
      this.miss(before.name, { kind: "say", key: "mass.say.nothing", params: {} });
    }
    if (refusal) {
      this.set({ person: null, waiting: null, done: null });
      this.refuse({ kind: "error", error: toBackendError(refusal) }, person.name);
      return;
    }
    this.set({ person, say: null, waiting: null, done: null });
  }

  private async takeItem(item: T.ItemRow, refusal: T.Error | null): Promise<void> {
    const { person } = this.state;
    const { holder } = item;
    if (holder) {
      this.refuse({
        kind: "say",
        key: "mass.say.out",
        params: {
          item: itemName(item),
          holder: holder.name,
          station: holder.station,
          since: shortTime(holder.since),
        },
      });
      return;
    }
    if (!person) {
      this.refuse({ kind: "say", key: "mass.say.personFirst", params: { item: itemName(item) } });
      return;
    }
    if (refusal && !(refusal.code === "CUT_OFF" && this.reason !== "")) {
      const error = toBackendError(refusal);
      this.set({ waiting: error.reason ? item : null });
      this.refuse({ kind: "error", error });
      return;
    }
    await this.issue(person, item, refusal ? this.reason : "");
  }

  private async give(person: T.PersonRecord, item: T.ItemRow, override: T.Override | null): Promise<void> {
    const { api, massId, accepted } = this.deps;
    this.set({ issuing: true });
    const done = await api.mass.issue({
      massId,
      commandId: await this.command(person, item),
      personId: person.id,
      itemId: item.id,
      override,
    });
    this.commands.delete(person.id + item.id);
    // Served after all: what was refused to him before need not be looked after.
    const missed = this.state.missed.filter((m) => m.who !== person.name);
    this.set({ issuing: false, say: null, waiting: null, person: null, done, missed });
    accepted();
  }

  private async issue(person: T.PersonRecord, item: T.ItemRow, reason: string): Promise<void> {
    this.set({ say: null, waiting: null });
    try {
      const alone = { reason, unchecked: false, secondUsername: "", secondPassword: "" };
      await this.give(person, item, reason === "" ? null : alone);
    } catch (e) {
      const error = toBackendError(e);
      // Cut off between the scan and now.
      if (error.code === "CUT_OFF" && reason === "" && this.reason !== "") {
        await this.issue(person, item, this.reason);
        return;
      }
      this.set({ issuing: false, waiting: error.reason ? item : null });
      this.refuse({ kind: "error", error });
    }
  }

  private async command(person: T.PersonRecord, item: T.ItemRow): Promise<string> {
    const pair = person.id + item.id;
    const id = this.commands.get(pair) ?? (await this.deps.api.counter.newCommand());
    this.commands.set(pair, id);
    return id;
  }

  /** Nobody knows what was scanned. It may have been the next person: what follows must not go to the one before. */
  private lost(scan: T.Scan): void {
    const key = scan.kind === "several" ? "several" : scan.kind === "receipt" ? "receipt" : "unknown";
    const say: Say = { kind: "say", key: `mass.say.${key}`, params: { code: scan.code } };
    const who = this.state.person?.name ?? "";
    this.set({ person: null, waiting: null, done: null });
    this.refuse(say, who);
  }

  private refuse(say: Say, who = this.state.person?.name ?? ""): void {
    this.set({ say });
    this.miss(who, say);
    this.deps.refused();
  }

  private miss(who: string, say: Say): void {
    this.count += 1;
    this.set({ missed: [{ n: this.count, who, say }, ...this.state.missed].slice(0, mostMissed) });
  }

  private set(change: Partial<MassState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
