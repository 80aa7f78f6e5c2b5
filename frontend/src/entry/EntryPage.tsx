import { ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./Entry.module.css";

/** One box in the middle of an otherwise empty window: everything before the shell. */
export function EntryPage({ width, children }: { readonly width: number; readonly children: ReactNode }) {
  return (
    <main className={classes.page}>
      <div className={classes.box} style={{ maxWidth: width }}>
        <div className={classes.mark}>
          <ShieldCheck size={26} aria-hidden style={{ color: "var(--accent)" }} />
          ArmGuard
        </div>
        {children}
      </div>
    </main>
  );
}
