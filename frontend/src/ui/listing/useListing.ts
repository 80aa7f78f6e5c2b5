import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import type { ListQuery } from "../../backend/types.gen";

/** How long typing has to rest before it is searched for, in ms. */
const typingMs = 200;

export interface ListingOptions {
  /** Address of the list: "/items". A record's address is this, a slash and its id. */
  readonly path: string;
  /** Names of the filters, as the service knows them and as they stand in the address. */
  readonly filters: readonly string[];
  /** The order when the address names none. */
  readonly sort: string;
}

/** What a list shows. It lives in the address: links can carry it, and Back brings it back. */
export interface Listing {
  /** What stands in the search field; searched for a moment later. */
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly filter: Readonly<Record<string, string>>;
  readonly setFilter: (name: string, value: string) => void;
  readonly setFilters: (values: Readonly<Record<string, string>>) => void;
  readonly clear: () => void;
  /** True when the list is narrowed by text or a filter. */
  readonly narrowed: boolean;
  readonly sort: string;
  readonly setSort: (sort: string) => void;
  /** The question to the service, but for the window of rows. */
  readonly query: Omit<ListQuery, "offset" | "limit">;
  readonly openRecord: (id: string) => void;
  readonly closeRecord: () => void;
}

export function useListing({ path, filters, sort: firstSort }: ListingOptions): Listing {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const { search } = useLocation();
  const names = filters.join(",");

  const change = useCallback(
    (values: Readonly<Record<string, string>>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values)) {
            if (value === "") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );

  const wanted = params.get("q") ?? "";
  const [text, setText] = useState(wanted);
  const written = useRef(wanted);
  useEffect(() => {
    // The address changed by itself (Back, a link): the field follows.
    if (wanted === written.current) return;
    written.current = wanted;
    setText(wanted);
  }, [wanted]);
  useEffect(() => {
    const next = text.trim();
    if (next === written.current) return;
    const timer = setTimeout(() => {
      written.current = next;
      change({ q: next });
    }, typingMs);
    return () => clearTimeout(timer);
  }, [text, change]);

  const address = params.toString();
  const { filter, sort } = useMemo(() => {
    const read = new URLSearchParams(address);
    const set: Record<string, string> = {};
    for (const name of names.split(",")) {
      const value = read.get(name);
      if (value) set[name] = value;
    }
    return { filter: set, sort: read.get("sort") ?? firstSort };
  }, [address, names, firstSort]);

  const clear = useCallback(() => {
    setText("");
    written.current = "";
    change(Object.fromEntries(["q", ...names.split(",")].map((name) => [name, ""])));
  }, [change, names]);

  return {
    text,
    setText,
    filter,
    setFilter: (name, value) => change({ [name]: value }),
    setFilters: change,
    clear,
    narrowed: wanted !== "" || Object.keys(filter).length > 0,
    sort,
    setSort: (next) => change({ sort: next === firstSort ? "" : next }),
    query: useMemo(() => ({ text: wanted, filter, sort, after: "" }), [wanted, filter, sort]),
    openRecord: (id) => void navigate({ pathname: `${path}/${id}`, search }),
    closeRecord: () => {
      // One Esc closes one thing: what lies over the panel goes first.
      if (document.querySelector('[role="dialog"], [role="menu"]')) return;
      void navigate({ pathname: path, search });
      // The keys go on in the table, not nowhere.
      document.querySelector<HTMLElement>('main [role="grid"]')?.focus();
    },
  };
}
