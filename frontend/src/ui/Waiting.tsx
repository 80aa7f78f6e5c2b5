import { Skeleton, Stack } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { ErrorState } from "./ErrorState";

/** True only when something has been waited for longer than 150 ms: a quick answer never flashes a skeleton. */
export function useSlow(waiting: boolean, ms = 150): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), ms);
    return () => clearTimeout(timer);
  }, [waiting, ms]);
  return slow;
}

/** Grey lines in the shape of what is coming, after 150 ms. */
export function Waiting({ lines = 6, height = 28 }: { readonly lines?: number; readonly height?: number }) {
  const slow = useSlow(true);
  if (!slow) return null;
  return (
    <Stack gap="sm" aria-busy="true">
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity
        <Skeleton key={i} height={height} width={`${100 - ((i * 13) % 30)}%`} radius="sm" />
      ))}
    </Stack>
  );
}

/** A query's three faces in one place: waiting, failed, there. Old data stays while it is read again. */
export function Shown<T>({
  query,
  children,
  lines,
}: {
  readonly query: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown };
  readonly children: (data: T) => ReactNode;
  readonly lines?: number;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return <Waiting lines={lines ?? 6} />;
}
