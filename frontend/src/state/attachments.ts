import { useQuery } from "@tanstack/react-query";
import { useApi } from "./doors";

/** The picture with this id; one that is not here yet is read again when something arrived. */
export function useAttachment(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["attachments", id],
    queryFn: () => api.attachments.get(id),
    // A picture that is here never changes.
    enabled: (query) => query.state.data === undefined || query.state.data.arriving,
  });
}
