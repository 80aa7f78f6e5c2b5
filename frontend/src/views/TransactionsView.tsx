import { Button } from "@mantine/core";
import { ReceiptText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { ExportMenu } from "../features/importing/ExportMenu";
import { useTransactionColumns } from "../features/transactions/columns";
import { TransactionPanel } from "../features/transactions/TransactionPanel";
import {
  transactionFilterNames,
  useTransactionFilters,
} from "../features/transactions/useTransactionFilters";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { EmptyState } from "../ui/EmptyState";
import { Listed } from "../ui/listing/Listed";
import { useListing } from "../ui/listing/useListing";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

/** Every receipt, and one of them beside the table. */
export default function TransactionsView() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const { id } = useParams();
  const listing = useListing({ path: "/transactions", filters: transactionFilterNames, sort: "-time" });
  const filters = useTransactionFilters(listing.filter);
  const columns = useTransactionColumns();
  return (
    <Page fill="fixed">
      <PageHead title={t("nav.transactions")} lead={t("transactions.lead")}>
        <ExportMenu what="transactions" query={listing.query} />
      </PageHead>
      <Listed
        listing={listing}
        filters={filters}
        search={t("transactions.search")}
        label={t("transactions.table")}
        columns={columns}
        source={{
          queryKey: ["transactions", "list", listing.query],
          topics: ["people", "items"],
          fetch: (window) => api.transactions.list({ ...listing.query, ...window }),
        }}
        rowId={(tx) => tx.id}
        openId={id}
        record={id ? <TransactionPanel id={id} onClose={listing.closeRecord} /> : null}
        noneFit={t("transactions.noneFit")}
        empty={
          <EmptyState icon={ReceiptText} title={t("transactions.none")} hint={t("transactions.noneHint")}>
            {can("take") ? (
              <Button component={Link} to="/counter" mt="xs">
                {t("transactions.toCounter")}
              </Button>
            ) : null}
          </EmptyState>
        }
      />
    </Page>
  );
}
