import type { Api } from "../../backend/api";
import { BackendError, toBackendError } from "../../backend/errors";
import type * as T from "../../backend/types.gen";
import type { Reason } from "../../ui/ReasonDialog";
import { type DeskState, freeDesk } from "./deskState";
import { DraftKeeper, rememberedDraft } from "./draftKeeper";
import { filledIn } from "./loading";
import {
  changed,
  draftTitle,
  editLine,
  emptyReceipt,
  fromBody,
  isEmpty,
  type Line,
  type Mode,
  newLine,
  type Outcome,
  outcomeOfItem,
  outcomeOfPerson,
  type Receipt,
  toBody,
  withProposal,
} from "./receipt";
import { asked, type Became, issueOf, returnOf } from "./request";
import { issued, withNamed } from "./stock";

// The counter's work, outside React: scans, the receipt, its draft, sending it. Everything that talks to the
// station goes through one queue, so that fast scans are handled in the order they came and Enter waits for them.

/** How long typing into the figures rests before it is asked about, in ms. */
const typingMs = 250;

export interface DeskDeps {
  readonly api: Api;
  /** Who is at the counter. */
  readonly username: string;
  readonly accepted: () => void;
  readonly refused: () => void;
  /** The purpose a new receipt starts with. */
  readonly purpose: () => string;
}

export class Desk {
  private readonly deps: DeskDeps;
  private readonly keeper: DraftKeeper;
  private readonly listeners = new Set<() => void>();
  private queue: Promise<void> = Promise.resolve();
  /** Counts receipts: an answer to one that is already finished changes nothing. */
  private serial = 0;
  /** Requests under way: one with a reason may go beside one that waits for its permit. */
  private underWay = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;
  /** The transaction that is being undone keeps its command until it is: tried again, it is still one Return. */
  private undoing = { id: "", command: "" };
  /** Lets go of a request that another one for the same receipt has overtaken. */
  private overtake: () => void = () => undefined;
  private state: DeskState;

  constructor(deps: DeskDeps) {
    this.deps = deps;
    this.keeper = new DraftKeeper(deps.api, deps.username, (draft) => this.set({ draft }));
    this.state = freeDesk(deps.purpose());
  }

  readonly get = (): DeskState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Resolves when everything asked for so far is done. */
  settled(): Promise<void> {
    return this.queue;
  }

  scan(code: string): void {
    this.enqueue(async () => {
      this.set({ say: null, choose: null, checked: null, done: null });
      const scan = await this.deps.api.counter.scan(code);
      await this.take(scan);
    });
  }

  choosePerson(id: string): void {
    this.enqueue(async () => {
      this.set({ choose: null, say: null });
      const person = await this.deps.api.counter.person(id);
      await this.apply(outcomeOfPerson(this.state.receipt, person, null));
    });
  }

  chooseItem(item: T.ItemRow): void {
    this.enqueue(async () => {
      this.set({ choose: null, say: null });
      await this.apply(outcomeOfItem(this.state.receipt, item, null));
    });
  }

  /** Puts a refused item on the receipt all the same: it will need a reason. */
  addAnyway(item: T.ItemRow): void {
    this.enqueue(() => this.addLine(item));
  }

  /** Returns an item that another person than the one on the receipt has. */
  returnInstead(item: T.ItemRow): void {
    this.enqueue(async () => {
      this.update({
        ...this.state.receipt,
        mode: "return",
        lines: [newLine(item, "return")],
        accessories: [],
      });
      this.set({ say: null });
      this.deps.accepted();
    });
  }

  /** F2: switches between issuing and taking back while nothing is on the receipt. */
  toggleMode(): void {
    const { receipt } = this.state;
    if (receipt.lines.length > 0) {
      this.sayKey(receipt.mode === "issue" ? "counter.say.finishIssue" : "counter.say.finishReturn", {});
      return;
    }
    const mode: Mode = receipt.mode === "issue" ? "return" : "issue";
    this.set({ say: null, choose: null, refusal: null });
    this.update({ ...receipt, mode, accessories: [] });
  }

  setPurpose(purposeId: string): void {
    this.update({ ...this.state.receipt, purposeId });
    this.enqueue(() => this.propose(true));
  }

  edit(change: Partial<Pick<Receipt, "purposeText" | "receiptType" | "notes">>): void {
    this.update({ ...this.state.receipt, ...change });
  }

  editLine(itemId: string, change: Partial<Pick<Line, "magazines" | "rounds" | "condition" | "lots">>): void {
    this.update(editLine(this.state.receipt, itemId, change));
    this.proposeSoon();
  }

  /** How many of an accessory go out, or of a return are missing. */
  setAccessory(stockId: string, quantity: number): void {
    const { receipt } = this.state;
    this.update({ ...receipt, accessories: withNamed(receipt.accessories, stockId, quantity) });
    this.proposeSoon();
  }

  removeLine(itemId: string): void {
    const { receipt } = this.state;
    this.update({ ...receipt, lines: receipt.lines.filter((l) => l.item.id !== itemId) });
    this.set({ say: null });
    this.enqueue(() => this.propose(false));
  }

  removePerson(): void {
    this.update({ ...this.state.receipt, person: null });
    this.enqueue(() => this.propose(false));
  }

  /** Esc: the receipt and its draft are gone. */
  clear(): void {
    this.enqueue(async () => {
      this.set({
        say: null,
        choose: null,
        checked: null,
        ask: "none",
        done: null,
        refusal: null,
        due: "",
        offers: [],
      });
      this.serial += 1;
      this.set({ receipt: emptyReceipt(this.deps.purpose()) });
      await this.keeper.discard();
    });
  }

  /** The receipt stays in the list of drafts and the counter is free. */
  putAside(): void {
    this.enqueue(async () => {
      if (!(await this.leftAside())) return;
      this.keeper.forget();
      this.serial += 1;
      this.set({ receipt: emptyReceipt(this.deps.purpose()), say: null, refusal: null, due: "", offers: [] });
    });
  }

  /** Enter with the empty field, or the button. */
  send(reason: Reason | null = null, became: Became = {}): Promise<void> {
    const override = reason && { ...reason, unchecked: false };
    // With an override a dialog is open and shows the failure itself.
    return this.enqueue(() => this.sendNow(override, became), override !== null);
  }

  /** Sends at once, beside a request that is still waiting for its permit; the command id makes the two one. */
  sendUnchecked(reason: Reason): Promise<void> {
    return this.sendNow({ ...reason, unchecked: true }, {});
  }

  /** Asks why it is issued without check. */
  askUnchecked(): void {
    this.set({ ask: "unasked" });
  }

  /** Asks why it is issued all the same, as `code` refused it. */
  askReason(code = "NEEDS_REASON"): void {
    this.set({ ask: code === "CUT_OFF" ? "cutOff" : code === "UNQUALIFIED" ? "unqualified" : "reason" });
  }

  /** F4: who takes or brings signs for what is on the receipt. */
  askSignature(): void {
    this.enqueue(async () => {
      if (this.ready() && !this.state.sending) this.set({ ask: "signature", say: null });
    });
  }

  /** Brings the drawn picture (PNG in base64) to the station and puts it on the receipt. */
  sign(picture: string): Promise<void> {
    return this.enqueue(async () => {
      const signature = await this.deps.api.attachments.add("signature", picture);
      // Cancelled meanwhile, or the receipt is gone or another person's.
      if (this.state.ask !== "signature") return;
      this.update({ ...this.state.receipt, signature });
      this.set({ ask: "none" });
    }, true);
  }

  removeSignature(): void {
    this.update({ ...this.state.receipt, signature: "" });
  }

  closeAsk(): void {
    this.set({ ask: "none" });
  }

  /** Takes back what was issued last, by mistake. */
  undo(): Promise<void> {
    return this.enqueue(async () => {
      const { issued } = this.state;
      if (!issued) return;
      this.set({ done: null, say: null });
      if (this.undoing.id !== issued.id)
        this.undoing = { id: issued.id, command: await this.deps.api.counter.newCommand() };
      const done = await this.deps.api.counter.undo(issued.id, this.undoing.command);
      this.set({ issued: null, done });
      this.deps.accepted();
    });
  }

  /** Transactions changed: what was issued last may have been handled since. */
  issuedChanged(): void {
    const { issued } = this.state;
    if (!issued) return;
    this.enqueue(async () => {
      const now = await this.deps.api.transactions.get(issued.id);
      if (this.state.issued?.id === issued.id && now.undoUntil === "") this.set({ issued: null });
    }, true);
  }

  closeDone(id: string): void {
    if (this.state.done?.id === id) this.set({ done: null });
  }

  /** Another screen issued, returned or changed something: looks at the receipt again. */
  refresh(): void {
    if (this.state.receipt.lines.length > 0 && !this.state.sending)
      this.enqueue(() => this.propose(false), true);
  }

  /** A draft changed somewhere: was this one taken over? */
  draftsChanged(): void {
    if (this.state.draft.id !== "" && !this.state.sending) this.enqueue(() => this.keeper.look(), true);
  }

  /** Opens the draft this PC was at before a reload or a crash. */
  restore(): Promise<void> {
    const id = rememberedDraft();
    if (id === "") return Promise.resolve();
    return this.enqueue(async () => {
      const draft = (await this.deps.api.drafts.list()).find((d) => d.id === id && d.mine);
      if (draft && isEmpty(this.state.receipt)) await this.load(draft);
    }, true);
  }

  /** Takes a draft over, of mine or of somebody else; what is on the counter now is put aside first. */
  pickUp(draft: T.Draft): void {
    this.enqueue(async () => {
      if (!(await this.leftAside())) return;
      // The list may be older than the draft: what is taken over is what it is now.
      await this.load(await this.deps.api.drafts.takeOver(draft.id));
      this.deps.accepted();
    });
  }

  throwAway(draft: T.Draft): void {
    this.enqueue(() => this.deps.api.drafts.discard(draft.id).then(() => undefined));
  }

  /** A draft that was changed or taken over elsewhere: this screen's state wins. */
  goOnHere(): void {
    this.enqueue(async () => {
      const { id } = this.state.draft;
      const { receipt } = this.state;
      const taken = await this.deps.api.drafts.takeOver(id).catch(() => null);
      if (taken) this.keeper.adopt(taken);
      else this.keeper.forget();
      this.update(receipt);
    });
  }

  leave(): void {
    clearTimeout(this.typing);
    void this.keeper.flush();
  }

  /** Saves what is on the counter as put aside; false (and a sentence) when the station did not take it. */
  private async leftAside(): Promise<boolean> {
    const { receipt } = this.state;
    if (isEmpty(receipt) || this.state.draft.taken) return true;
    this.keeper.changed(toBody(receipt, true), draftTitle(receipt));
    await this.keeper.flush();
    const { error } = this.keeper.current;
    if (!error) return true;
    // It is still on this counter.
    this.keeper.changed(toBody(receipt), draftTitle(receipt));
    this.sayError(error);
    return false;
  }

  private async take(scan: T.Scan): Promise<void> {
    const { receipt } = this.state;
    switch (scan.kind) {
      case "person":
        if (scan.person) await this.apply(outcomeOfPerson(receipt, scan.person, scan.refusal));
        return;
      case "item":
        if (scan.item) await this.apply(outcomeOfItem(receipt, scan.item, scan.refusal));
        return;
      case "several":
        this.set({ choose: scan });
        return;
      case "receipt":
        this.set({ checked: scan });
        if (scan.refusal) this.deps.refused();
        else this.deps.accepted();
        return;
      default:
        this.sayKey("counter.say.unknown", { code: scan.code });
    }
  }

  private async apply(outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case "person":
        this.update({ ...this.state.receipt, person: outcome.person });
        if (outcome.warn) this.sayError(new BackendError(outcome.warn));
        else this.deps.accepted();
        await this.propose(false);
        return;
      case "add":
        await this.addLine(outcome.item);
        return;
      case "startReturn": {
        const person =
          this.state.receipt.person ?? (await this.deps.api.counter.person(outcome.holder.personId));
        this.update({
          ...this.state.receipt,
          mode: "return",
          person,
          accessories: [],
          lines: [newLine(outcome.item, "return")],
        });
        this.deps.accepted();
        return;
      }
      case "refused":
        this.sayError(new BackendError(outcome.error), outcome.item);
        return;
      case "say":
        this.sayKey(outcome.key, outcome.params, outcome.item ?? null);
        return;
      default:
        outcome satisfies never;
    }
  }

  private async addLine(item: T.ItemRow): Promise<void> {
    const { receipt } = this.state;
    this.set({ say: null });
    const person =
      receipt.mode === "return" && receipt.person === null && item.holder
        ? await this.deps.api.counter.person(item.holder.personId)
        : receipt.person;
    this.update({ ...receipt, person, lines: [...receipt.lines, newLine(item, receipt.mode)] });
    await this.propose(false);
    const { refusal } = this.state;
    if (refusal && refusal.code !== "CUT_OFF") this.deps.refused();
    else this.deps.accepted();
  }

  private async propose(purposeChanged: boolean): Promise<void> {
    const { receipt } = this.state;
    if (receipt.mode === "return" || receipt.lines.length === 0) {
      this.set({ refusal: null, due: "", offers: [] });
      // Without a line nothing is left that an accessory would go with.
      if (receipt.lines.length === 0 && receipt.accessories.length > 0)
        this.update({ ...receipt, accessories: [] });
      return;
    }
    const proposal = await this.deps.api.counter.propose({
      personId: receipt.person?.id ?? "",
      itemIds: receipt.lines.map((l) => l.item.id),
      purposeId: receipt.purposeId,
      typed: purposeChanged ? [] : receipt.lines.filter((l) => l.edited).map(asked),
      stock: issued(receipt),
    });
    // The figures may have been typed meanwhile: the proposal is laid over what is there now.
    const next = withProposal(this.state.receipt, proposal, purposeChanged);
    if (toBody(next) === toBody(this.state.receipt)) this.set({ receipt: next });
    else this.update(next);
    this.set({ refusal: proposal.refusal, due: proposal.due, offers: proposal.offers });
    // Stock that fits nothing any more was taken off, or the figures of a chosen lot are others now.
    if (JSON.stringify(issued(next)) !== JSON.stringify(issued(receipt))) await this.propose(false);
  }

  /** Asks again when typing rests: what would be refused is said before Enter. */
  private proposeSoon(): void {
    if (this.state.receipt.mode === "return") return;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.refresh(), typingMs);
  }

  /** The receipt when somebody takes or brings something with it; else says what it still needs. */
  private ready(): (Receipt & { readonly person: T.PersonRecord }) | null {
    const { receipt } = this.state;
    const { person, lines } = receipt;
    if (person && lines.length > 0) return { ...receipt, person };
    this.sayKey(
      lines.length > 0
        ? "counter.say.needPerson"
        : person
          ? "counter.say.needItem"
          : "counter.say.needAnything",
      {},
    );
    return null;
  }

  private async sendNow(override: T.Override | null, became: Became): Promise<void> {
    const receipt = this.ready();
    if (!receipt) return;
    this.set({ sending: true, say: null });
    const serial = this.serial;
    try {
      const commandId = await this.keeper.commandId();
      const draftId = this.state.draft.id;
      const { counter } = this.deps.api;
      const act = { commandId, draftId, personId: receipt.person.id };
      const request =
        receipt.mode === "issue"
          ? counter.issue({ ...act, ...issueOf(receipt), override })
          : counter.giveBack({ ...act, ...returnOf(receipt, became) });
      this.underWay += 1;
      const done = await (override ? request : this.unlessOvertaken(request)).finally(() => {
        this.underWay -= 1;
      });
      if (done === null || serial !== this.serial) return;
      this.serial += 1;
      this.overtake();
      // A draft that was first saved while the request was under way is not the one it ended.
      const late = this.keeper.current.id;
      this.keeper.forget();
      if (late !== draftId) void this.deps.api.drafts.discard(late).catch(() => undefined);
      this.set({
        receipt: emptyReceipt(receipt.purposeId),
        done,
        issued: done.undoUntil === "" ? null : done,
        finished: commandId,
        sending: false,
        ask: "none",
        say: null,
        refusal: null,
        due: "",
        offers: [],
      });
      this.deps.accepted();
    } catch (e) {
      if (serial !== this.serial) return;
      const error = toBackendError(e);
      // Also to a reason that was given without check: it may want a second person.
      if (error.code === "CUT_OFF") this.askReason(error.code);
      this.set({ sending: this.underWay > 0 });
      if (override) throw error;
      if (error.remedy === "missing") {
        this.set({ ask: "missing" });
        this.deps.refused();
        return;
      }
      if (error.code === "NEEDS_REASON" || error.code === "UNQUALIFIED") this.askReason(error.code);
      if (error.code === "COMMAND_REUSED") this.keeper.forget();
      this.sayError(error, null, () => void this.send(null, became));
    }
  }

  private unlessOvertaken(request: Promise<T.Transaction>): Promise<T.Transaction | null> {
    request.catch(() => undefined);
    return Promise.race([
      request,
      new Promise<null>((resolve) => {
        this.overtake = () => resolve(null);
      }),
    ]);
  }

  private async load(draft: T.Draft): Promise<void> {
    const body = fromBody(draft.body);
    if (!body) {
      this.sayKey("counter.say.oldDraft", {});
      return;
    }
    const { receipt, proposal } = await filledIn(this.deps.api, body);
    this.keeper.adopt(draft);
    this.set({
      receipt,
      say: null,
      choose: null,
      done: null,
      refusal: proposal?.refusal ?? null,
      due: proposal?.due ?? "",
      offers: proposal?.offers ?? [],
    });
    if (body.aside) this.update(this.state.receipt);
    await this.propose(false);
  }

  /** A change by a person: it is shown and saved. */
  private update(next: Receipt): void {
    const before = this.state.receipt;
    const receipt = changed(before, next);
    this.set({ receipt });
    // Somebody else stands there now: he was not asked.
    if (this.state.ask === "signature" && receipt.person?.id !== before.person?.id) this.closeAsk();
    if (!isEmpty(receipt)) this.keeper.changed(toBody(receipt), draftTitle(receipt));
    else if (this.keeper.current.id !== "") void this.keeper.discard();
  }

  private sayKey(key: string, params: Readonly<Record<string, string>>, item: T.ItemRow | null = null): void {
    this.set({ say: { kind: "key", key, params, item } });
    this.deps.refused();
  }

  private sayError(
    error: BackendError,
    item: T.ItemRow | null = null,
    again: (() => void) | null = null,
  ): void {
    this.set({ say: { kind: "error", error, item, again } });
    this.deps.refused();
  }

  private enqueue(job: () => Promise<void>, quiet = false): Promise<void> {
    const run = this.queue.then(job);
    this.queue = run.catch((e: unknown) => {
      if (!quiet) this.sayError(toBackendError(e), null, () => void this.enqueue(job));
    });
    // Who waits for it (a dialog) hears of its failure; nobody else has to.
    run.catch(() => undefined);
    return run;
  }

  private set(change: Partial<DeskState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
