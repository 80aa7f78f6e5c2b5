import { Flag, ShieldCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ActionButton } from "../actions/ActionButton";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { ConflictCard } from "../features/conflicts/ConflictCard";
import { useDiscrepancyColumns } from "../features/discrepancies/columns";
import { DiscrepancyPanel } from "../features/discrepancies/DiscrepancyPanel";
import {
  discrepancyFilterNames,
  useDiscrepancyFilters,
} from "../features/discrepancies/useDiscrepancyFilters";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { RaiseDialog } from "../ui/discrepancies/RaiseDialog";
import { EmptyState } from "../ui/EmptyState";
import { Listed } from "../ui/listing/Listed";
import { useListing } from "../ui/listing/useListing";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

/** What does not add up, raised by people or found by the ledger, and one record beside the table. */
export default function DiscrepanciesView() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const { id } = useParams();
  const listing = useListing({ path: "/discrepancies", filters: discrepancyFilterNames, sort: "open" });
  const filters = useDiscrepancyFilters(listing.filter);
  const columns = useDiscrepancyColumns();
  const [raising, setRaising] = useState(false);
  const { item, person } = listing.filter;
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "discrepancies.raise",
        label: "discrepancies.raise.button",
        icon: Flag,
        shortcut: "alt+N",
        group: "page",
        allowed: (may) => may("discrepancy.raise"),
        run: () => setRaising(true),
      },
    ],
    [],
  );
  useActions(actions);
  const readOnly = !can("discrepancy.raise");
  return (
    <Page fill="fixed">
      <PageHead
        title={t("nav.discrepancies")}
        lead={t(readOnly ? "discrepancies.leadReadOnly" : "discrepancies.lead")}
      >
        <ActionButton id="discrepancies.raise" variant="filled" />
      </PageHead>
      <Listed
        listing={listing}
        filters={filters}
        search={t("discrepancies.search")}
        label={t("discrepancies.table")}
        columns={columns}
        source={{
          queryKey: ["conflicts", "list", listing.query],
          topics: ["items", "people"],
          fetch: (window) => api.discrepancies.list({ ...listing.query, ...window }),
        }}
        rowId={(d) => d.id}
        openId={id}
        record={
          id ? (
            <DiscrepancyPanel
              key={id}
              id={id}
              onClose={listing.closeRecord}
              conflict={(c) => <ConflictCard conflict={c} />}
            />
          ) : null
        }
        noneFit={t("discrepancies.noneFit")}
        empty={
          <EmptyState
            icon={ShieldCheck}
            title={t("discrepancies.none")}
            hint={t(readOnly ? "discrepancies.noneHintReadOnly" : "discrepancies.noneHint")}
          >
            <ActionButton id="discrepancies.raise" variant="filled" mt="xs" />
          </EmptyState>
        }
      />
      <RaiseDialog
        about={raising ? { itemId: item ?? "", personId: person ?? "" } : null}
        onClose={() => setRaising(false)}
        onRaised={listing.openRecord}
      />
    </Page>
  );
}
