import { useQuery } from "@tanstack/react-query";
import { useApi } from "./doors";

/** What every page shows around its content. */
export function useShell() {
  const api = useApi();
  return useQuery({
    queryKey: ["shell"],
    queryFn: api.session.shell,
    meta: { topics: ["announcements", "notifications", "conflicts", "stations", "settings"] },
  });
}
