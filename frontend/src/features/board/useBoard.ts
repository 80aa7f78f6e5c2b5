import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../state/doors";

/** The live picture, read again whenever something of it changes. */
export function useBoard() {
  const api = useApi();
  return useQuery({
    queryKey: ["board"],
    queryFn: api.board.get,
    meta: { topics: ["items", "transactions", "presence", "stations"] },
  });
}
