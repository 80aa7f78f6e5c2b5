import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ClipboardList, Flag, ScanLine } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router";
import type { MassRow } from "../backend/types.gen";
import { massAccountOf } from "../domain/printing";
import { shortTime } from "../domain/times";
import { CloseDialog } from "../features/mass/CloseDialog";
import { ExportMass } from "../features/mass/ExportMass";
import { MassAccount } from "../features/mass/MassAccount";
import { MassList } from "../features/mass/MassList";
import { MassRun } from "../features/mass/MassRun";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { ErrorState } from "../ui/ErrorState";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";
import { PrintButton } from "../ui/PrintButton";
import { Shown } from "../ui/Waiting";

/** Mass issues; one of them: issuing while it runs, what became of it afterwards. */
export default function MassView() {
  const { t } = useTranslation();
  const { id } = useParams();
  if (id) return <OneMass id={id} />;
  return (
    <Page width={1280}>
      <PageHead title={t("nav.mass")} lead={t("mass.lead")} />
      <MassList />
    </Page>
  );
}

function OneMass({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({ queryKey: ["mass", "list"], queryFn: api.mass.list });
  return (
    <Shown query={query}>
      {(all) => {
        const mass = all.find((m) => m.id === id);
        if (mass) return <Opened mass={mass} />;
        return (
          <Page>
            <PageHead title={t("nav.mass")} />
            <ErrorState
              error={{ code: "NOT_FOUND", message: t("mass.unknown"), fix: t("mass.unknownFix") }}
              retry={() => void query.refetch()}
            />
          </Page>
        );
      }}
    </Shown>
  );
}

function Opened({ mass }: { readonly mass: MassRow }) {
  const { t } = useTranslation();
  const can = useCan();
  const [params, setParams] = useSearchParams();
  const [closing, setClosing] = useState(false);
  const account = !mass.live || params.has("account");
  const lead = mass.live
    ? t("mass.leadLive", {
        purpose: mass.purpose,
        type: mass.receiptType,
        since: shortTime(mass.opened),
        at: mass.openedAt,
      })
    : t("mass.leadOver", {
        purpose: mass.purpose,
        from: shortTime(mass.opened),
        to: shortTime(mass.closed),
        by: mass.closedBy,
      });
  return (
    <Page fill={account ? "scroll" : "fixed"} width={account ? 1320 : undefined}>
      <PageHead title={mass.title} lead={lead}>
        {account ? (
          <>
            <PrintButton choices={[{ label: t("mass.account.print"), printing: massAccountOf(mass.id) }]} />
            <ExportMass id={mass.id} />
          </>
        ) : null}
        {mass.live ? (
          <Button
            variant="default"
            leftSection={
              account ? <ScanLine size={16} aria-hidden /> : <ClipboardList size={16} aria-hidden />
            }
            onClick={() => setParams(account ? {} : { account: "1" }, { replace: true })}
          >
            {t(account ? "mass.toIssue" : "mass.toAccount")}
          </Button>
        ) : (
          <Button
            component={Link}
            to="/mass"
            variant="default"
            leftSection={<ArrowLeft size={16} aria-hidden />}
          >
            {t("mass.toAll")}
          </Button>
        )}
        {mass.live && can("take") ? (
          <Button
            variant="default"
            leftSection={<Flag size={16} aria-hidden />}
            onClick={() => setClosing(true)}
          >
            {t("mass.close.button")}
          </Button>
        ) : null}
      </PageHead>
      {account ? <MassAccount id={mass.id} /> : <MassRun id={mass.id} />}
      <CloseDialog
        mass={closing ? mass : null}
        onClose={() => setClosing(false)}
        onClosed={() => {
          setClosing(false);
          setParams({}, { replace: true });
        }}
      />
    </Page>
  );
}
