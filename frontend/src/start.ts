import type { QueryClient } from "@tanstack/react-query";
import { makeApi } from "./backend/api";
import type { Backend } from "./backend/backend";
import { makePush } from "./backend/push";
import type { Doors } from "./state/doors";
import { makeQueryClient } from "./state/queries";
import { SessionSignals } from "./state/session";

/** Everything a screen is built on, wired once. */
export interface Station {
  readonly doors: Doors;
  readonly client: QueryClient;
  readonly signals: SessionSignals;
}

export function startStation(backend: Backend): Station {
  const signals = new SessionSignals();
  const client = makeQueryClient((e) => signals.report(e.code));
  const doors: Doors = { backend, api: makeApi(backend), push: makePush(backend, client) };
  return { doors, client, signals };
}
