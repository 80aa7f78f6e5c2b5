import type { ColumnDef } from "@tanstack/react-table";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { PersonRow } from "../../backend/types.gen";
import { Mono } from "../../ui/Mono";
import { StateChip } from "../../ui/StateChip";
import classes from "./People.module.css";

/** The columns of the people; the fewer, the narrower the table. */
export function usePersonColumns(): readonly ColumnDef<PersonRow>[] {
  const { t } = useTranslation();
  return useMemo<readonly ColumnDef<PersonRow>[]>(
    () => [
      {
        id: "name",
        header: t("people.column.name"),
        cell: ({ row }) => (
          <b className={classes.strong} title={row.original.name}>
            {row.original.name}
          </b>
        ),
        meta: { track: "minmax(190px, 1.6fr)", sort: "name" },
      },
      {
        id: "serial",
        header: t("people.column.serial"),
        cell: ({ row }) => <Mono>{row.original.serial}</Mono>,
        meta: { track: "minmax(104px, 0.6fr)", sort: "serial" },
      },
      {
        id: "group",
        header: t("people.column.group"),
        cell: ({ row }) => row.original.group,
        meta: { track: "minmax(84px, 0.6fr)", sort: "group", from: 480 },
      },
      {
        id: "status",
        header: t("people.column.status"),
        cell: ({ row }) => <StateChip kind="person" state={row.original.status} />,
        meta: { track: "128px" },
      },
      {
        id: "holds",
        header: t("people.column.holds"),
        cell: ({ row }) => <Holds person={row.original} />,
        meta: { track: "minmax(164px, 0.8fr)", from: 620 },
      },
      {
        id: "phone",
        header: t("people.column.phone"),
        cell: ({ row }) => <span className="figures">{row.original.phone}</span>,
        meta: { track: "122px", from: 1000 },
      },
      {
        id: "label",
        header: t("people.column.label"),
        cell: ({ row }) => <Mono dimmed>{row.original.label}</Mono>,
        meta: { track: "186px", sort: "label", from: 860 },
      },
    ],
    [t],
  );
}

function Holds({ person }: { readonly person: PersonRow }) {
  const { t } = useTranslation();
  if (person.holds === 0) return <span className={classes.dim}>{t("people.holdsNothing")}</span>;
  return (
    <>
      {t("people.holds", { count: person.holds })}
      {person.overdue > 0 ? (
        <span className={classes.late}> · {t("people.overdue", { count: person.overdue })}</span>
      ) : null}
      {person.dueSoon > 0 ? (
        <span className={classes.soon}> · {t("people.dueSoon", { count: person.dueSoon })}</span>
      ) : null}
    </>
  );
}
