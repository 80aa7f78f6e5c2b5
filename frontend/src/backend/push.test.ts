import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Backend, PushEvent } from "./backend";
import { reconnectDelay } from "./backoff";
import { parsePush } from "./browser";
import { makePush, type PushHub } from "./push";

let send: (event: PushEvent) => void;
let client: QueryClient;
let hub: PushHub;

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  const backend: Backend = {
    kind: "fake",
    call: () => Promise.reject(new Error("not used")),
    saveFile: () => Promise.resolve(""),
    push: (listener) => {
      send = listener;
      return () => undefined;
    },
  };
  hub = makePush(backend, client);
  hub.open();
  send({ kind: "open" });
  client.getQueryCache().build(client, { queryKey: ["board"], meta: { topics: ["items"] } });
  for (const key of [["items", "list"], ["people", "list"], ["board"]]) client.setQueryData(key, 1);
});
afterEach(() => {
  hub.close();
  client.clear();
  vi.useRealTimers();
});

const stale = (...key: string[]) => client.getQueryState(key)?.isInvalidated;

describe("a push", () => {
  it("marks the queries of its topic and those that name it, and no others", () => {
    send({ kind: "changed", topic: "items", rev: 1 });
    vi.advanceTimersByTime(200);
    expect(stale("items", "list")).toBe(true);
    expect(stale("board")).toBe(true);
    expect(stale("people", "list")).toBe(false);
  });

  it("comes in a burst and costs one sweep", () => {
    const sweep = vi.spyOn(client, "invalidateQueries");
    for (let rev = 1; rev <= 50; rev++) send({ kind: "changed", topic: "items", rev });
    vi.advanceTimersByTime(200);
    expect(sweep).toHaveBeenCalledTimes(1);
  });

  it("after a reconnect marks everything", () => {
    send({ kind: "closed" });
    expect(hub.link().connected).toBe(false);
    send({ kind: "open" });
    vi.advanceTimersByTime(200);
    expect(hub.link().connected).toBe(true);
    expect(stale("people", "list")).toBe(true);
  });

  it("waits while the screen is locked and is made up for afterwards", () => {
    hub.hold(true);
    send({ kind: "changed", topic: "items", rev: 1 });
    vi.advanceTimersByTime(1000);
    expect(stale("items", "list")).toBe(false);
    hub.hold(false);
    vi.advanceTimersByTime(200);
    expect(stale("items", "list")).toBe(true);
  });

  it("tells those who listen to its topic", () => {
    const heard = vi.fn();
    hub.on("session", heard);
    send({ kind: "changed", topic: "items", rev: 1 });
    send({ kind: "changed", topic: "session", rev: 2 });
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe("the channel", () => {
  it("waits 300 ms, doubling to 5 s, and never gives up", () => {
    expect(reconnectDelay(0, () => 0.5)).toBe(300);
    expect(reconnectDelay(3, () => 0.5)).toBe(2400);
    expect(reconnectDelay(1000, () => 0.5)).toBe(5000);
    expect(reconnectDelay(0, () => 0)).toBeLessThan(reconnectDelay(0, () => 1));
  });

  it("ignores what is no push and topics it does not know", () => {
    expect(parsePush('{"topic":"items","rev":7}')).toEqual({ kind: "changed", topic: "items", rev: 7 });
    expect(parsePush('{"topic":"weather","rev":7}')).toBeNull();
    expect(parsePush("not json")).toBeNull();
  });
});
