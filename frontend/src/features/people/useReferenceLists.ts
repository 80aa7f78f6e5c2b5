import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../../state/doors";
import { lists } from "./words";

/** The site's ranks and groups; null until they are read. */
export function useReferenceLists() {
  const api = useApi();
  const { data } = useQuery({ queryKey: ["settings", "lists"], queryFn: api.settings.lists });
  return useMemo(() => {
    if (!data) return null;
    const words = (name: string) => data.find((l) => l.name === name)?.values ?? [];
    return {
      enlisted: words(lists.enlisted),
      officers: words(lists.officers),
      groups: words(lists.groups),
    };
  }, [data]);
}
