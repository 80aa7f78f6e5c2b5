import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Ban, CheckCheck, PenLine } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CountRecord } from "../../backend/types.gen";
import { countOf } from "../../domain/printing";
import { exactTime, shortTime } from "../../domain/times";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { stateIcons } from "../../ui/icons";
import { Notice } from "../../ui/Notice";
import { PageHead } from "../../ui/PageHead";
import { PrintButton } from "../../ui/PrintButton";
import { ReasonDialog } from "../../ui/ReasonDialog";
import { StateChip } from "../../ui/StateChip";
import { Shown } from "../../ui/Waiting";
import { CountLines } from "./CountLines";
import classes from "./Counts.module.css";
import { CloseDialog, SignDialog } from "./EndDialogs";
import { Figures } from "./Figures";
import { Recent, Scanner } from "./Scanner";
import { Signatures } from "./Signatures";
import type { Tab } from "./words";

/** One count: scanned into while it is open, its result afterwards. */
export function Count({ id }: { readonly id: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ["counts", id],
    queryFn: () => api.counts.get(id),
    meta: { topics: ["items", "transactions"] },
  });
  return <Shown query={query}>{(record) => <Loaded key={id} record={record} />}</Shown>;
}

type Dialog = "none" | "close" | "sign" | "cancel" | "print";

function Loaded({ record }: { readonly record: CountRecord }) {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const [dialog, setDialog] = useState<Dialog>("none");
  const [chosen, setChosen] = useState<Tab | null>(null);
  const { count, figures, hidden } = record;
  const open = count.state === "Open";
  const tab = chosen ?? (hidden || (!open && figures.missing === 0) ? "found" : "missing");
  const shut = () => setDialog("none");
  const name = t(`counts.type.${count.type}`);
  return (
    <>
      <PageHead
        title={name}
        lead={
          <span className={classes.lead}>
            <StateChip kind="count" state={count.state} />
            <span title={exactTime(count.opened.time)}>
              {[
                count.blind ? t("counts.blind") : "",
                count.models.join(", "),
                count.opened.name,
                count.opened.station,
                shortTime(count.opened.time),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </span>
        }
      >
        <Button
          component={Link}
          to="/counts"
          variant="subtle"
          color="gray"
          leftSection={<ArrowLeft size={16} aria-hidden />}
        >
          {t("counts.back")}
        </Button>
        {count.state === "Cancelled" || hidden ? null : (
          <PrintButton
            choices={[
              {
                label: t(open ? "counts.printSheet" : "counts.printResult"),
                printing: countOf(count.id, `${count.state} ${count.scanned}`),
              },
            ]}
            onOpened={(opened) => setDialog(opened ? "print" : "none")}
          />
        )}
        {open && can("count") ? (
          <>
            <Button
              variant="default"
              leftSection={<Ban size={16} aria-hidden />}
              onClick={() => setDialog("cancel")}
            >
              {t("counts.cancelShort")}
            </Button>
            <Button leftSection={<CheckCheck size={16} aria-hidden />} onClick={() => setDialog("close")}>
              {t("counts.close")}
            </Button>
          </>
        ) : null}
        {count.state === "Closed" && can("count") ? (
          <Button leftSection={<PenLine size={16} aria-hidden />} onClick={() => setDialog("sign")}>
            {t("counts.sign")}
          </Button>
        ) : null}
      </PageHead>
      {count.state === "Cancelled" ? (
        <Notice
          role="status"
          tone="grey"
          icon={stateIcons.ban}
          title={t("counts.cancelledBy", { ...count.cancelled, at: exactTime(count.cancelled.time) })}
          text={record.reason}
        />
      ) : (
        <div className={classes.count}>
          <div className={classes.left}>
            {open && can("count") ? (
              <Scanner id={count.id} recent={record.recent} paused={dialog !== "none"} />
            ) : open ? (
              <>
                <p className={classes.ghost}>{t("counts.readOnly")}</p>
                <Recent recent={record.recent} />
              </>
            ) : (
              <Signatures record={record} />
            )}
          </div>
          <div className={classes.right}>
            <Figures figures={figures} hidden={hidden} tab={tab} onTab={setChosen} />
            <CountLines
              id={count.id}
              figures={figures}
              hidden={hidden}
              about={`${name}, ${exactTime(count.opened.time).slice(0, 16)}`}
              tab={tab}
              onTab={setChosen}
            />
          </div>
        </div>
      )}
      <CloseDialog record={record} opened={dialog === "close"} onClose={shut} />
      <SignDialog record={record} opened={dialog === "sign"} onClose={shut} />
      <ReasonDialog
        opened={dialog === "cancel"}
        title={t("counts.cancel")}
        text={t("counts.cancelText", { count: count.scanned })}
        confirm={t("counts.cancel")}
        danger
        onClose={shut}
        onConfirm={({ reason }) => api.counts.cancel(count.id, reason)}
      />
    </>
  );
}
