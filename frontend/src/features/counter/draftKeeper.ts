import type { Api } from "../../backend/api";
import { type BackendError, toBackendError } from "../../backend/errors";
import type { Draft } from "../../backend/types.gen";

// Saves the receipt as it is typed. One save at a time; the last change wins.

/** The longest a change waits before it is sent to the station. */
export const saveDelayMs = 400;

export interface DraftState {
  readonly id: string;
  readonly rev: number;
  readonly commandId: string;
  /** RFC 3339; empty until the first save. */
  readonly saved: string;
  readonly error: BackendError | null;
}

export const noDraft: DraftState = { id: "", rev: 0, commandId: "", saved: "", error: null };

const storageKey = "armguard.counter.draft";

/** The draft this PC was working on, to open it again after a reload or a crash. */
export function rememberedDraft(): string {
  try {
    return localStorage.getItem(storageKey) ?? "";
  } catch {
    return "";
  }
}

function remember(id: string): void {
  try {
    if (id === "") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, id);
  } catch {
    // Without storage the draft is still in the list of drafts.
  }
}

export class DraftKeeper {
  private state: DraftState = noDraft;
  private pending: { readonly body: string; readonly title: string } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> = Promise.resolve();
  private command: Promise<string> | null = null;
  /** Counts receipts: a save that comes back after the receipt was issued is not taken over. */
  private receipt = 0;

  constructor(
    private readonly api: Api,
    /** Who types it: the station keeps it for nobody else. */
    private readonly username: string,
    private readonly onChange: (state: DraftState) => void,
  ) {}

  get current(): DraftState {
    return this.state;
  }

  /** The id under which this receipt is one transaction however often it is sent. */
  commandId(): Promise<string> {
    if (this.state.commandId !== "") return Promise.resolve(this.state.commandId);
    const receipt = this.receipt;
    this.command ??= this.api.counter
      .newCommand()
      .then((id) => {
        if (receipt === this.receipt) this.set({ ...this.state, commandId: id });
        return id;
      })
      .catch((e: unknown) => {
        this.command = null;
        throw e;
      });
    return this.command;
  }

  /** The receipt changed. */
  changed(body: string, title: string): void {
    this.pending = { body, title };
    this.timer ??= setTimeout(() => void this.flush(), saveDelayMs);
  }

  /** Saves what waits, now. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running = this.running.then(() => this.save());
    return this.running;
  }

  /** A picked-up draft becomes the one that is written to. */
  adopt(d: Draft): void {
    this.forget();
    remember(d.id);
    this.set({ id: d.id, rev: d.rev, commandId: d.commandId, saved: d.saved, error: null });
  }

  /** The receipt is gone from the screen (issued, or put aside as it is saved). */
  forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.pending = null;
    this.command = null;
    this.receipt += 1;
    remember("");
    this.set(noDraft);
  }

  /** The receipt was cleared: its draft goes too. */
  async discard(): Promise<void> {
    const running = this.running;
    const before = this.state.id;
    const receipt = this.receipt;
    this.pending = null;
    // A save that is on its way may only now get its id.
    await running;
    const id = receipt === this.receipt ? this.state.id : before;
    if (receipt === this.receipt) this.forget();
    if (id !== "") await this.api.drafts.discard(id).catch(() => undefined);
  }

  private async save(): Promise<void> {
    const what = this.pending;
    if (!what) return;
    this.pending = null;
    const receipt = this.receipt;
    try {
      const commandId = await this.commandId();
      if (receipt !== this.receipt) return;
      const saved = await this.api.drafts.save({
        id: this.state.id,
        commandId,
        form: "counter",
        title: what.title,
        account: "",
        username: this.username,
        station: "",
        saved: "",
        rev: this.state.rev,
        body: what.body,
        mine: true,
        live: true,
      });
      if (receipt !== this.receipt) {
        // The receipt was finished while its first draft was being written: nobody needs that draft.
        if (this.state.id !== saved.id) await this.api.drafts.discard(saved.id).catch(() => undefined);
        return;
      }
      remember(saved.id);
      this.set({
        id: saved.id,
        rev: saved.rev,
        commandId: saved.commandId || commandId,
        saved: saved.saved,
        error: null,
      });
    } catch (e) {
      if (receipt !== this.receipt) return;
      const error = toBackendError(e);
      this.set({ ...this.state, error });
      // A station that is away gets it later; a draft taken over elsewhere does not.
      if (error.code !== "STALE_DRAFT" && error.code !== "FORBIDDEN") {
        this.pending ??= what;
        this.timer ??= setTimeout(() => void this.flush(), 2000);
      }
    }
  }

  private set(state: DraftState): void {
    this.state = state;
    this.onChange(state);
  }
}
