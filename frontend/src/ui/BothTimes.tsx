import { exactTime } from "../domain/times";
import { RelativeTime } from "./RelativeTime";

/** "4 h ago · 2026-11-24 09:40:05", where a record has room for both. */
export function BothTimes({ time }: { readonly time: string }) {
  return (
    <>
      <RelativeTime time={time} /> · <span className="figures">{exactTime(time)}</span>
    </>
  );
}
