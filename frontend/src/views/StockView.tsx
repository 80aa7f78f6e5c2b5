import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Boxes, Plus, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ActionButton } from "../actions/ActionButton";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { ExportMenu } from "../features/importing/ExportMenu";
import { grouped, noCalibre, stockFilterNames } from "../features/stock/groups";
import { StockDialog } from "../features/stock/StockDialog";
import { StockPanel } from "../features/stock/StockPanel";
import { StockTable } from "../features/stock/StockTable";
import { stockTypes } from "../features/stock/words";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { EmptyState } from "../ui/EmptyState";
import { FilterBar } from "../ui/listing/FilterBar";
import type { Filter } from "../ui/listing/filter";
import { useListing } from "../ui/listing/useListing";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";
import { TableWithRecord } from "../ui/RecordPanel";
import { Shown } from "../ui/Waiting";

/** Every stock line by its type, and one record beside them. */
export default function StockView() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const { id } = useParams();
  const listing = useListing({ path: "/stock", filters: stockFilterNames, sort: "" });
  const query = useQuery({ queryKey: ["stock", "list"], queryFn: api.stock.list });
  const [adding, setAdding] = useState(false);
  const readOnly = !can("stock.edit") && !can("count");
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "stock.new",
        label: "stock.new",
        icon: Plus,
        shortcut: "alt+N",
        group: "page",
        allowed: (may) => may("stock.edit"),
        run: () => setAdding(true),
      },
    ],
    [],
  );
  useActions(actions);
  const calibres = [...new Set((query.data ?? []).map((l) => l.calibre || noCalibre))].sort();
  const filters: readonly Filter[] = [
    {
      kind: "choice",
      name: "type",
      label: t("stock.filter.type"),
      options: stockTypes.map((value) => ({ value, label: t(`stock.types.${value}`) })),
    },
    {
      kind: "choice",
      name: "calibre",
      label: t("stock.filter.calibre"),
      options: calibres.map((value) => ({
        value,
        label: value === noCalibre ? t("stock.filter.anyCalibre") : value,
      })),
    },
    { kind: "toggle", name: "low", label: t("stock.filter.low"), value: "yes" },
  ];
  return (
    <Page fill="fixed">
      <PageHead title={t("nav.stock")} lead={t(readOnly ? "stock.leadReadOnly" : "stock.lead")}>
        <ExportMenu what="stock" query={listing.query} />
        <ActionButton id="stock.new" variant="filled" />
      </PageHead>
      <FilterBar listing={listing} filters={filters} search={t("stock.search")} />
      <TableWithRecord
        table={
          <Shown query={query} lines={10}>
            {(lines) => (
              <StockTable
                groups={grouped(lines, listing.query.text, listing.filter)}
                openId={id}
                onOpen={listing.openRecord}
                empty={
                  listing.narrowed ? (
                    <EmptyState icon={SearchX} title={t("stock.noneFit")} hint={t("list.noneFitHint")}>
                      <Button variant="default" mt="xs" onClick={listing.clear}>
                        {t("list.clear")}
                      </Button>
                    </EmptyState>
                  ) : (
                    <EmptyState
                      icon={Boxes}
                      title={t("stock.none")}
                      hint={t(can("stock.edit") ? "stock.noneHint" : "stock.noneHintReadOnly")}
                    >
                      <ActionButton id="stock.new" variant="filled" mt="xs" />
                    </EmptyState>
                  )
                }
              />
            )}
          </Shown>
        }
        record={id ? <StockPanel id={id} onClose={listing.closeRecord} /> : null}
      />
      <StockDialog
        line={adding ? "new" : null}
        onClose={() => setAdding(false)}
        onSaved={listing.openRecord}
      />
    </Page>
  );
}
