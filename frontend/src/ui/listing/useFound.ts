import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Found, LookupFilter } from "./filter";

/** Typing has to rest this long before it is searched for, in ms. */
const restMs = 150;

/** The records that are called as was typed; those before it while they are searched. */
export function useFound(
  lookup: LookupFilter,
  text: string,
  enabled = true,
): { readonly found: readonly Found[]; readonly searching: boolean } {
  const [wanted] = useDebouncedValue(text.trim(), restMs);
  const query = useQuery({
    queryKey: ["search", lookup.name, wanted],
    queryFn: () => lookup.find(wanted),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  return { found: query.data ?? [], searching: query.isFetching };
}
