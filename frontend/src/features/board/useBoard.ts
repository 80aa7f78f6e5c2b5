import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../state/doors";

/** The four figures that are read from afar, with the state each counts. */
export const figures = [
  { key: "available", state: "Available" },
  { key: "issued", state: "Issued" },
  { key: "overdue", state: "Overdue" },
  { key: "maintenance", state: "Maintenance" },
] as const;

/** The live picture, read again whenever something of it changes. */
export function useBoard() {
  const api = useApi();
  return useQuery({
    queryKey: ["board"],
    queryFn: api.board.get,
    meta: { topics: ["items", "transactions", "presence", "stations"] },
  });
}
