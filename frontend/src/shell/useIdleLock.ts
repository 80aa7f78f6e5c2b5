import { useCallback } from "react";
import { useIdle } from "../state/idle";
import { useSession } from "../state/session";
import { useShell } from "../state/shell";

/** Locks the screen that nobody uses; a wall screen stays on. */
export function useIdleLock(): void {
  const { account, lock, locked } = useSession();
  const minutes = useShell().data?.idleLockMin ?? 0;
  const onIdle = useCallback(() => {
    if (!locked) void lock().catch(() => undefined);
  }, [lock, locked]);
  useIdle(account?.role === "display" ? 0 : minutes, onIdle);
}
