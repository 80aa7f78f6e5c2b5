import { useEffect, useRef, useState } from "react";

/**
 * Takes files that are dropped anywhere on the page; true while some are held over it. A file dropped beside a small
 * field would otherwise be opened by the browser in the place of the program.
 */
export function useFileDrop(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    // Every element that is entered or left tells: the depth says whether the page itself was left.
    let depth = 0;
    const withFiles = (e: DragEvent) => e.dataTransfer?.types.includes("Files") ?? false;
    const enter = (e: DragEvent) => {
      if (!withFiles(e)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (e: DragEvent) => {
      if (!withFiles(e)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (e: DragEvent) => {
      if (withFiles(e)) e.preventDefault();
    };
    const drop = (e: DragEvent) => {
      if (!withFiles(e)) return;
      e.preventDefault();
      depth = 0;
      setOver(false);
      latest.current([...(e.dataTransfer?.files ?? [])]);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", hold);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", hold);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return over;
}
