import { Navigate } from "react-router";

/** Where the conflicts were: they stand among the discrepancies now. */
export default function ConflictsView() {
  return <Navigate to="/discrepancies?kind=ledger" replace />;
}
