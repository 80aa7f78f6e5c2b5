import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { toBackendError } from "../backend/errors";
import type { Account, SetupState } from "../backend/types.gen";
import { type Can, canOf } from "../domain/roles";
import { useDoors } from "./doors";

export type Phase = "loading" | "unreachable" | "starting" | "problem" | "needsSite" | "signedOut" | "open";

export interface Session {
  readonly phase: Phase;
  readonly setup: SetupState | null;
  readonly account: Account | null;
  readonly can: Can;
  readonly locked: boolean;
  /** Takes the place of who is signed in at this screen, locked or not. */
  signIn(username: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  lock(): Promise<void>;
  unlock(password: string): Promise<void>;
  /** Reads the state of the station again (after the site was made, after a restart). */
  reread(): void;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("SessionProvider is missing");
  return session;
}

export function useCan(): Can {
  return useSession().can;
}

/** Lets the query cache report a failure that concerns the session; the cache is made before the session is. */
export class SessionSignals {
  listener: ((code: string) => void) | null = null;
  report(code: string): void {
    this.listener?.(code);
  }
}

/** How often a station that is away is asked whether it still knows this screen. */
const awayMs = 2000;

interface Who {
  readonly state: "unknown" | "out" | "in";
  readonly account: Account | null;
  readonly locked: boolean;
}

export function SessionProvider({
  signals,
  children,
}: {
  readonly signals: SessionSignals;
  readonly children: ReactNode;
}) {
  const { api, push } = useDoors();
  const client = useQueryClient();
  const [who, setWho] = useState<Who>({ state: "unknown", account: null, locked: false });
  const lockedRef = useRef(false);

  const setup = useQuery({
    queryKey: ["setup"],
    queryFn: api.setup.state,
    // While the store is being read its progress is shown; a station that does not answer is asked again.
    refetchInterval: (query) =>
      query.state.error || query.state.data?.busy || query.state.data?.problem ? 1000 : false,
    retry: false,
  });
  const ready =
    setup.data !== undefined && !setup.data.needsSite && setup.data.busy === "" && !setup.data.problem;

  const becomeLocked = useCallback(
    (locked: boolean) => {
      lockedRef.current = locked;
      push.hold(locked);
    },
    [push],
  );

  // Counts what is done at this screen: an answer that is older than a sign-in says nothing about who is there now.
  const turn = useRef(0);

  const readMe = useCallback(async () => {
    const asked = turn.current;
    try {
      const account = await api.session.me();
      if (turn.current !== asked) return;
      becomeLocked(false);
      setWho({ state: "in", account, locked: false });
    } catch (e) {
      const { code } = toBackendError(e);
      if (turn.current !== asked) return;
      if (code === "LOCKED") {
        becomeLocked(true);
        // After a reload only the station knows whose screen this is.
        const whose = await api.session.whose().catch(() => null);
        if (turn.current !== asked) return;
        setWho((before) => ({ state: "in", account: whose ?? before.account, locked: true }));
      } else if (code === "SIGNED_OUT") {
        becomeLocked(false);
        setWho({ state: "out", account: null, locked: false });
      } else {
        // The station is away for a moment: who is signed in is not forgotten because of it.
        setWho((before) => (before.state === "unknown" ? { ...before, state: "out" } : before));
      }
    }
  }, [api, becomeLocked]);

  useEffect(() => {
    if (ready) void readMe();
  }, [ready, readMe]);

  useEffect(() => {
    if (who.state === "in") push.open();
    if (who.state === "out") push.close();
  }, [push, who.state]);

  useEffect(() => push.on("session", () => void readMe()), [push, readMe]);

  // A station that started again has forgotten who was signed in and shuts its push channel to this screen: it is
  // asked until it answers, so that the sign-in is shown.
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const stop = push.onLink(() => {
      clearInterval(timer);
      if (!push.link().connected) timer = setInterval(() => void readMe(), awayMs);
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [push, readMe]);

  useEffect(() => {
    signals.listener = (code) => {
      if (code === "LOCKED" && !lockedRef.current) {
        becomeLocked(true);
        setWho((before) => (before.state === "in" ? { ...before, locked: true } : before));
      }
      // It may have been asked by who was here before: the station says who is here now.
      if (code === "SIGNED_OUT") void readMe();
    };
    return () => {
      signals.listener = null;
    };
  }, [signals, becomeLocked, readMe]);

  // What one account saw is not left in memory for the next.
  const forget = useCallback(
    () => client.removeQueries({ predicate: (q) => q.queryKey[0] !== "setup" }),
    [client],
  );
  const accountId = who.account?.id ?? "";
  const seen = useRef("");
  useEffect(() => {
    if (who.state === "out") {
      seen.current = "";
      forget();
    }
    // The same browser signed in as somebody else in another tab.
    if (accountId !== "" && seen.current !== "" && seen.current !== accountId) void client.resetQueries();
    if (accountId !== "") seen.current = accountId;
  }, [who.state, accountId, forget, client]);

  const commands = who.account?.can;
  const can = useMemo(() => canOf(commands ?? []), [commands]);

  const phase: Phase = setup.data?.problem
    ? "problem"
    : setup.data && setup.data.busy !== ""
      ? "starting"
      : setup.data?.needsSite
        ? "needsSite"
        : setup.data
          ? who.state === "in"
            ? "open"
            : who.state === "out"
              ? "signedOut"
              : "loading"
          : setup.isError
            ? "unreachable"
            : "loading";

  const session = useMemo<Session>(
    () => ({
      phase,
      setup: setup.data ?? null,
      account: who.account,
      can,
      locked: who.locked,
      signIn: async (username, password) => {
        const signed = await api.session.signIn(username, password);
        turn.current += 1;
        // The channel of who was here before ends with his session.
        push.close();
        push.open();
        becomeLocked(false);
        setWho({ state: "in", account: signed.account, locked: false });
      },
      signOut: async () => {
        await api.session.signOut().catch(() => undefined);
        turn.current += 1;
        becomeLocked(false);
        setWho({ state: "out", account: null, locked: false });
      },
      lock: async () => {
        await api.session.lock();
        turn.current += 1;
        becomeLocked(true);
        setWho((before) => ({ ...before, locked: true }));
      },
      unlock: async (password) => {
        const account = await api.session.unlock(password);
        turn.current += 1;
        setWho({ state: "in", account, locked: false });
        becomeLocked(false);
      },
      reread: () => void client.invalidateQueries({ queryKey: ["setup"] }),
    }),
    [phase, setup.data, who, can, api, client, push, becomeLocked],
  );

  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}
