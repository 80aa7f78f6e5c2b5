import { FileUp, UserPlus, Users } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ActionButton } from "../actions/ActionButton";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { cardsOf, codesOf } from "../domain/printing";
import { ExportMenu } from "../features/importing/ExportMenu";
import { usePersonColumns } from "../features/people/columns";
import { PersonDialog } from "../features/people/PersonDialog";
import { PersonPanel } from "../features/people/PersonPanel";
import { personFilterNames, usePersonFilters } from "../features/people/usePersonFilters";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { EmptyState } from "../ui/EmptyState";
import { Listed } from "../ui/listing/Listed";
import { useListing } from "../ui/listing/useListing";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";
import { PrintButton } from "../ui/PrintButton";

/** Everybody who can hold weapons, and one record beside the table. */
export default function PeopleView() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const { id } = useParams();
  const listing = useListing({ path: "/people", filters: personFilterNames, sort: "name" });
  const filters = usePersonFilters();
  const columns = usePersonColumns();
  const [adding, setAdding] = useState(false);
  const readOnly = !can("person.register") && !can("person.edit");
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "people.import",
        label: "people.import",
        icon: FileUp,
        group: "page",
        allowed: (may) => may("import"),
        run: ({ navigate }) => void navigate("/import/people"),
      },
      {
        id: "people.new",
        label: "people.new",
        icon: UserPlus,
        shortcut: "alt+N",
        group: "page",
        allowed: (may) => may("person.register"),
        run: () => setAdding(true),
      },
    ],
    [],
  );
  useActions(actions);
  const noneHint = can("import")
    ? "people.noneHint"
    : readOnly
      ? "people.noneHintReadOnly"
      : "people.noneHintRegister";
  return (
    <Page fill="fixed">
      <PageHead title={t("nav.people")} lead={t(readOnly ? "people.leadReadOnly" : "people.lead")}>
        <PrintButton
          choices={[
            { label: t("print.cards"), printing: cardsOf(listing.query) },
            { label: t("print.codes"), printing: codesOf("person", listing.query) },
          ]}
        />
        <ExportMenu what="people" query={listing.query} />
        <ActionButton id="people.import" />
        <ActionButton id="people.new" variant="filled" />
      </PageHead>
      <Listed
        listing={listing}
        filters={filters}
        search={t("people.search")}
        label={t("people.table")}
        columns={columns}
        source={{
          queryKey: ["people", "list", listing.query],
          topics: ["items", "transactions"],
          fetch: (window) => api.people.list({ ...listing.query, ...window }),
        }}
        rowId={(person) => person.id}
        openId={id}
        record={id ? <PersonPanel id={id} onClose={listing.closeRecord} /> : null}
        noneFit={t("people.noneFit")}
        empty={
          <EmptyState icon={Users} title={t("people.none")} hint={t(noneHint)}>
            <ActionButton id="people.new" variant="filled" mt="xs" />
          </EmptyState>
        }
      />
      <PersonDialog
        person={adding ? "new" : null}
        onClose={() => setAdding(false)}
        onSaved={listing.openRecord}
      />
    </Page>
  );
}
