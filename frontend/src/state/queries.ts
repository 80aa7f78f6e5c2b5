import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { type BackendError, toBackendError } from "../backend/errors";

/** The cache of what the screen shows. `onError` hears every failure once (locked, signed out). */
export function makeQueryClient(onError: (e: BackendError) => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (e) => onError(toBackendError(e)) }),
    mutationCache: new MutationCache({ onError: (e) => onError(toBackendError(e)) }),
    defaultOptions: {
      queries: {
        // The station is on this PC or this LAN: "online" as the browser sees it means nothing here.
        networkMode: "always",
        // Pushes tell what changed; nothing is re-read by age or by focus.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (count, e) => {
          const code = toBackendError(e).code;
          return count < 3 && (code === "BUSY" || code === "OFFLINE" || code === "SETTLING");
        },
        retryDelay: (count) => 300 * 2 ** count,
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
