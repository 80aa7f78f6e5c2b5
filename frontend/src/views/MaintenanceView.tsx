import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ClipboardCheck, Wrench } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { ItemPanel } from "../features/items/ItemPanel";
import { useDueColumns, useNowColumns } from "../features/maintenance/columns";
import { maintenanceFilterNames, useMaintenanceFilters } from "../features/maintenance/filters";
import { Upkeep } from "../features/maintenance/Upkeep";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { EmptyState } from "../ui/EmptyState";
import { Listed } from "../ui/listing/Listed";
import { useListing } from "../ui/listing/useListing";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

const lists = ["due", "now"] as const;
type List = (typeof lists)[number];

/** What is due for inspection and what is in maintenance, with the item's record beside the table. */
export default function MaintenanceView() {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const params = useParams();
  const figures = { now: useFigure("now"), due: useFigure("due") };
  // Unless one was chosen: what is due, or where nothing is, what is being worked on.
  const list = lists.find((l) => l === params.list) ?? (figures.due === 0 && figures.now ? "now" : "due");
  return (
    <Page fill="fixed">
      <PageHead
        title={t("nav.maintenance")}
        lead={t(can("maintenance.log") ? "maintenance.lead" : "maintenance.leadReadOnly")}
      >
        <SegmentedControl
          aria-label={t("maintenance.lists")}
          value={list}
          onChange={(next) => void navigate(`/maintenance/${next}`)}
          data={lists.map((value) => ({
            value,
            label:
              figures[value] === undefined
                ? t(`maintenance.${value}`)
                : t("maintenance.figure", {
                    name: t(`maintenance.${value}`),
                    figure: figures[value].toLocaleString(),
                  }),
          }))}
        />
      </PageHead>
      <OneList key={list} list={list} openId={params.id} />
    </Page>
  );
}

/** How many there are in a list. */
function useFigure(list: List): number | undefined {
  const api = useApi();
  return useQuery({
    queryKey: ["items", "maintenance", list, "figure"],
    queryFn: () => api.maintenance[list]({ text: "", filter: {}, sort: "", after: "", offset: 0, limit: 1 }),
    meta: { topics: ["transactions", "conflicts"] },
  }).data?.total;
}

function OneList({ list, openId }: { readonly list: List; readonly openId: string | undefined }) {
  const { t } = useTranslation();
  const api = useApi();
  const listing = useListing({
    path: `/maintenance/${list}`,
    filters: maintenanceFilterNames,
    sort: "checked",
  });
  const filters = useMaintenanceFilters();
  const columns = { now: useNowColumns(), due: useDueColumns() };
  return (
    <Listed
      listing={listing}
      filters={filters}
      search={t("maintenance.search")}
      label={t(`maintenance.${list}`)}
      columns={columns[list]}
      source={{
        queryKey: ["items", "maintenance", list, listing.query],
        topics: ["transactions", "conflicts"],
        fetch: (window) => api.maintenance[list]({ ...listing.query, ...window }),
      }}
      rowId={(item) => item.id}
      openId={openId}
      record={
        openId ? (
          <ItemPanel id={openId} onClose={listing.closeRecord} upkeep={(item) => <Upkeep item={item} />} />
        ) : null
      }
      noneFit={t("maintenance.noneFit")}
      empty={
        list === "now" ? (
          <EmptyState
            icon={Wrench}
            tone="teal"
            title={t("maintenance.noneNow")}
            hint={t("maintenance.noneNowHint")}
          />
        ) : (
          <EmptyState
            icon={ClipboardCheck}
            tone="teal"
            title={t("maintenance.noneDue")}
            hint={t("maintenance.noneDueHint")}
          />
        )
      }
    />
  );
}
