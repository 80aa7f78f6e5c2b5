import { Button } from "@mantine/core";
import { SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../EmptyState";
import { TableWithRecord } from "../RecordPanel";
import { VirtualTable, type VirtualTableProps } from "../VirtualTable";
import { FilterBar } from "./FilterBar";
import type { Filter } from "./filter";
import type { Listing } from "./useListing";

type ListedProps<Row> = Pick<VirtualTableProps<Row>, "label" | "columns" | "source" | "rowId"> & {
  readonly listing: Listing;
  readonly filters: readonly Filter[];
  /** What can be searched for. */
  readonly search: string;
  /** Id of the open record. */
  readonly openId: string | undefined;
  /** The open record, beside the table. */
  readonly record: ReactNode;
  /** Shown when there is nothing at all. */
  readonly empty: ReactNode;
  /** Said when the filters leave nothing. */
  readonly noneFit: string;
};

/** A list of records: what narrows it, the table, and one record beside it. */
export function Listed<Row>(props: ListedProps<Row>) {
  const { listing, filters, search, openId, record, empty, noneFit, ...table } = props;
  const { t } = useTranslation();
  return (
    <>
      <FilterBar listing={listing} filters={filters} search={search} />
      <TableWithRecord
        table={
          <VirtualTable
            {...table}
            selectedId={openId}
            onOpen={(row) => listing.openRecord(table.rowId(row))}
            sort={listing.sort}
            onSort={listing.setSort}
            empty={
              listing.narrowed ? (
                <EmptyState icon={SearchX} title={noneFit} hint={t("list.noneFitHint")}>
                  <Button variant="default" mt="xs" onClick={listing.clear}>
                    {t("list.clear")}
                  </Button>
                </EmptyState>
              ) : (
                empty
              )
            }
          />
        }
        record={record}
      />
    </>
  );
}
