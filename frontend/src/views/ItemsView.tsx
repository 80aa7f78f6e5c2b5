import { Crosshair, FileUp, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ActionButton } from "../actions/ActionButton";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { codesOf, tagsOf } from "../domain/printing";
import { ExportMenu } from "../features/importing/ExportMenu";
import { useItemColumns } from "../features/items/columns";
import { ItemDialog } from "../features/items/ItemDialog";
import { ItemPanel } from "../features/items/ItemPanel";
import { itemFilterNames, useItemFilters } from "../features/items/useItemFilters";
import { Upkeep } from "../features/maintenance/Upkeep";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { EmptyState } from "../ui/EmptyState";
import { Listed } from "../ui/listing/Listed";
import { useListing } from "../ui/listing/useListing";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";
import { PrintButton } from "../ui/PrintButton";

/** Every item, and one record beside the table. */
export default function ItemsView() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const { id } = useParams();
  const listing = useListing({ path: "/items", filters: itemFilterNames, sort: "number" });
  const filters = useItemFilters(listing.filter);
  const columns = useItemColumns();
  const [adding, setAdding] = useState(false);
  const readOnly = !can("item.register") && !can("item.edit");
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "items.import",
        label: "items.import",
        icon: FileUp,
        group: "page",
        allowed: (may) => may("import"),
        run: ({ navigate }) => void navigate("/import/items"),
      },
      {
        id: "items.new",
        label: "items.new",
        icon: Plus,
        shortcut: "alt+N",
        group: "page",
        allowed: (may) => may("item.register"),
        run: () => setAdding(true),
      },
    ],
    [],
  );
  useActions(actions);
  return (
    <Page fill="fixed">
      <PageHead title={t("nav.items")} lead={t(readOnly ? "items.leadReadOnly" : "items.lead")}>
        <PrintButton
          choices={[
            { label: t("print.tags"), printing: tagsOf(listing.query) },
            { label: t("print.codes"), printing: codesOf("item", listing.query) },
          ]}
        />
        <ExportMenu what="items" query={listing.query} />
        <ActionButton id="items.import" />
        <ActionButton id="items.new" variant="filled" />
      </PageHead>
      <Listed
        listing={listing}
        filters={filters}
        search={t("items.search")}
        label={t("items.table")}
        columns={columns}
        source={{
          queryKey: ["items", "list", listing.query],
          topics: ["transactions", "conflicts"],
          fetch: (window) => api.inventory.list({ ...listing.query, ...window }),
        }}
        rowId={(item) => item.id}
        openId={id}
        record={
          id ? (
            <ItemPanel id={id} onClose={listing.closeRecord} upkeep={(item) => <Upkeep item={item} />} />
          ) : null
        }
        noneFit={t("items.noneFit")}
        empty={
          <EmptyState
            icon={Crosshair}
            title={t("items.none")}
            hint={t(readOnly ? "items.noneHintReadOnly" : "items.noneHint")}
          >
            <ActionButton id="items.new" variant="filled" mt="xs" />
          </EmptyState>
        }
      />
      <ItemDialog
        item={adding ? "new" : null}
        onClose={() => setAdding(false)}
        onSaved={listing.openRecord}
      />
    </Page>
  );
}
