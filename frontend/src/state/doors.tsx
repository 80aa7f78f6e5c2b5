import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";
import type { Api } from "../backend/api";
import type { Backend } from "../backend/backend";
import type { PushHub, PushLink } from "../backend/push";
import type { SecondPerson } from "./second";

/** What the whole screen is built on, made once at start and handed down. */
export interface Doors {
  readonly backend: Backend;
  readonly api: Api;
  readonly push: PushHub;
  /** Where calls wait for a second person. */
  readonly second: SecondPerson;
}

const DoorsContext = createContext<Doors | null>(null);

export function DoorsProvider({ doors, children }: { readonly doors: Doors; readonly children: ReactNode }) {
  return <DoorsContext.Provider value={doors}>{children}</DoorsContext.Provider>;
}

export function useDoors(): Doors {
  const doors = useContext(DoorsContext);
  if (!doors) throw new Error("DoorsProvider is missing");
  return doors;
}

export function useApi(): Api {
  return useDoors().api;
}

export function usePushLink(): PushLink {
  const { push } = useDoors();
  return useSyncExternalStore(push.onLink, push.link);
}
