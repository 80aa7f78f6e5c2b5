import type * as T from "../types.gen";
import type { FakeStore } from "./store";

const idle: T.JoinState = {
  state: "idle",
  digits: "",
  site: "",
  inviter: "",
  done: 0,
  total: 0,
  problem: null,
};

/** A join that goes on by a step each time it is looked at. `?join=comparing` stops it there. */
export class FakeJoining {
  private state = idle;
  private looks = 0;
  constructor(
    private readonly store: FakeStore,
    private readonly stopAt: string | null,
  ) {}

  find(): readonly T.FoundStation[] {
    return [{ address: "192.168.1.20:7443", station8: "a1b2c3d4", site8: "0f0e0d0c" }];
  }

  start(): T.JoinState {
    this.looks = 0;
    this.state = { ...idle, state: "looking" };
    return this.state;
  }

  look(): T.JoinState {
    if (this.state.state === "idle" || this.state.state === "done" || this.state.state === "failed")
      return this.state;
    if (this.state.state === this.stopAt) return this.state;
    this.looks += 1;
    const met = { ...idle, site: "951st Armory", inviter: "Counter 1" };
    const total = 12_480;
    const steps: readonly T.JoinState[] = [
      { ...idle, state: "connecting" },
      { ...met, state: "comparing", digits: "314159" },
      { ...met, state: "syncing", done: 4_100, total },
      { ...met, state: "opening", done: total, total },
      { ...met, state: "done", done: total, total },
    ];
    const failed: T.JoinState = {
      ...met,
      state: "failed",
      problem: {
        code: "REFUSED",
        message: "The inviting station did not let the new PC in: nobody confirmed the six digits there.",
        fix: "Compare the digits on both screens and begin again with a new join code.",
      } as T.Error,
    };
    this.state = this.stopAt === "failed" && this.looks > 2 ? failed : (steps[this.looks - 1] ?? this.state);
    if (this.state.state === "done") this.store.needsSite = false;
    return this.state;
  }

  cancel(): T.JoinState {
    this.state = idle;
    return this.state;
  }
}
