import { keepPreviousData, type QueryClient, useQueries, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Topic } from "../backend/backend";
import type { Page } from "../backend/types.gen";

/** Rows of one request. */
export const pageRows = 100;

export interface RowSource<Row> {
  /** Topic and then whatever makes this list this list (text, filter, sort): the query key. */
  readonly queryKey: readonly [Topic, ...unknown[]];
  readonly topics?: readonly Topic[];
  readonly fetch: (window: { readonly offset: number; readonly limit: number }) => Promise<Page<Row>>;
}

export interface WindowedRows<Row> {
  readonly total: number;
  readonly rowAt: (index: number) => Row | undefined;
  /** Tells which rows are on the screen; the pages around them are read ahead. */
  readonly show: (first: number, last: number) => void;
  readonly pending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** Pages to hold for the visible rows: those seen, and one more on each side so that scrolling meets no blank row. */
export function pagesFor(first: number, last: number, total: number): readonly number[] {
  const lastPage = Math.max(0, Math.ceil(total / pageRows) - 1);
  const from = Math.max(0, Math.floor(first / pageRows) - 1);
  const to = Math.min(lastPage, Math.floor(last / pageRows) + 1);
  return Array.from({ length: Math.max(1, to - from + 1) }, (_, i) => from + i);
}

/** A list of any length, read from the service by windows of rows. Only the windows near the screen are kept fresh. */
export function useWindowedRows<Row>(source: RowSource<Row>): WindowedRows<Row> {
  const client: QueryClient = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const [known, setKnown] = useState(0);
  const pages = pagesFor(range.first, range.last, Math.max(known, 1));
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...source.queryKey, "rows", page],
      queryFn: () => source.fetch({ offset: page * pageRows, limit: pageRows }),
      placeholderData: page === 0 ? keepPreviousData : undefined,
      meta: { topics: source.topics ?? [] },
    })),
  });

  const first = results.find((r) => r.data !== undefined);
  const total = first?.data?.total ?? known;
  if (first?.data && first.data.total !== known) setKnown(first.data.total);

  const byPage = new Map<number, readonly Row[]>();
  results.forEach((r, i) => {
    const page = pages[i];
    if (page !== undefined && r.data) byPage.set(page, r.data.items);
  });

  const failed = results.find((r) => r.isError && r.data === undefined);
  const show = useMemo(
    () => (a: number, b: number) =>
      setRange((before) => {
        const same =
          Math.floor(before.first / pageRows) === Math.floor(a / pageRows) &&
          Math.floor(before.last / pageRows) === Math.floor(b / pageRows);
        return same ? before : { first: a, last: b };
      }),
    [],
  );
  return {
    total,
    rowAt: (index) => {
      const page = Math.floor(index / pageRows);
      const held = byPage.get(page)?.[index - page * pageRows];
      if (held) return held;
      // A page that has just left the window is still in the cache.
      return client.getQueryData<Page<Row>>([...source.queryKey, "rows", page])?.items[
        index - page * pageRows
      ];
    },
    show,
    pending: first === undefined && !failed,
    error: failed?.error ?? null,
    retry: () => void client.invalidateQueries({ queryKey: source.queryKey }),
  };
}
