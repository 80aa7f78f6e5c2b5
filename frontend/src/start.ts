import type { QueryClient } from "@tanstack/react-query";
import { makeApi } from "./backend/api";
import type { Backend } from "./backend/backend";
import { makePush } from "./backend/push";
import { withSecond } from "./backend/second";
import type { Doors } from "./state/doors";
import { makeQueryClient } from "./state/queries";
import { SecondPerson } from "./state/second";
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
  const second = new SecondPerson();
  const doors: Doors = {
    backend,
    api: makeApi(withSecond(backend, second.ask)),
    push: makePush(backend, client),
    second,
  };
  return { doors, client, signals };
}
