import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useNavigate } from "react-router";
import { useSession } from "../state/session";
import type { Action, ActionContext } from "./action";
import { matches } from "./shortcut";

export type Dialog = "none" | "appearance" | "password" | "help";

interface Registry {
  readonly actions: readonly Action[];
  readonly run: (id: string) => void;
  readonly add: (actions: readonly Action[]) => () => void;
  readonly dialog: Dialog;
  readonly setDialog: (dialog: Dialog) => void;
}

const RegistryContext = createContext<Registry | null>(null);

export function ActionsProvider({
  base,
  children,
}: {
  /** Actions that exist on every page. */
  readonly base: readonly Action[];
  readonly children: ReactNode;
}) {
  const navigate = useNavigate();
  const session = useSession();
  const [added, setAdded] = useState<readonly (readonly Action[])[]>([]);
  const [dialog, setDialog] = useState<Dialog>("none");

  // A page's action takes the place of a general one with the same short cut: it comes first.
  const actions = useMemo(
    () => [...added.flat(), ...base].filter((a) => a.allowed(session.can)),
    [added, base, session.can],
  );
  const latest = useRef({ actions, context: null as ActionContext | null });
  latest.current = { actions, context: { navigate, session, openDialog: setDialog } };

  const registry = useMemo(() => {
    const start = (action: Action | undefined) => {
      const { context } = latest.current;
      if (action && context && action.enabled !== false) action.run(context);
    };
    return {
      start,
      run: (id: string) => start(latest.current.actions.find((a) => a.id === id)),
      add: (more: readonly Action[]) => {
        setAdded((before) => [more, ...before]);
        return () => setAdded((before) => before.filter((x) => x !== more));
      },
    };
  }, []);

  // What is open when a key goes down has that key, also when it is gone (its Esc) by the time the key comes here.
  // Before every dialog's own listener: layout effects come before the others.
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    const look = () => {
      wasOpen.current = somethingIsOpen();
    };
    window.addEventListener("keydown", look, { capture: true });
    return () => window.removeEventListener("keydown", look, { capture: true });
  }, []);

  const { locked } = session;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (locked || event.defaultPrevented || wasOpen.current) return;
      const action = latest.current.actions.find((a) => a.shortcut && matches(a.shortcut, event));
      if (!action) return;
      event.preventDefault();
      registry.start(action);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [registry, locked]);

  const value = useMemo<Registry>(
    () => ({ actions, run: registry.run, add: registry.add, dialog, setDialog }),
    [actions, registry, dialog],
  );
  return <RegistryContext.Provider value={value}>{children}</RegistryContext.Provider>;
}

/** A dialog, menu or list has the keys for itself: its Esc closes it and nothing else. */
function somethingIsOpen(): boolean {
  return (
    document.querySelector('[role="dialog"], [role="menu"]') !== null ||
    document.activeElement?.getAttribute("aria-expanded") === "true"
  );
}

export function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error("ActionsProvider is missing");
  return registry;
}

/** Adds a page's own actions while it is shown. Keep the array stable with useMemo. */
export function useActions(actions: readonly Action[]): void {
  const { add } = useRegistry();
  useEffect(() => add(actions), [add, actions]);
}
