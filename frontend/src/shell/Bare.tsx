import type { ReactNode } from "react";
import { useSession } from "../state/session";
import { LockScreen } from "./LockScreen";
import { useIdleLock } from "./useIdleLock";

/** What is around a page that has the screen for itself: the lock, and nothing else. */
export function Bare({ children }: { readonly children: ReactNode }) {
  const { locked } = useSession();
  useIdleLock();
  return (
    <>
      <main inert={locked || undefined}>{children}</main>
      {locked ? <LockScreen /> : null}
    </>
  );
}
