import { useTranslation } from "react-i18next";
import type { CountActor, CountRecord } from "../../backend/types.gen";
import { exactTime } from "../../domain/times";
import { stateIcons } from "../../ui/icons";
import { Notice } from "../../ui/Notice";
import classes from "./Counts.module.css";
import { resultWords } from "./words";

/** The two signatures under a result, its notes, and what else is to be known of it. */
export function Signatures({ record }: { readonly record: CountRecord }) {
  const { t } = useTranslation();
  const { count, figures, others } = record;
  return (
    <div className={classes.signed}>
      <div className={classes.signatures}>
        <Signature title={t("counts.firstSignature")} by={count.closed} />
        <Signature title={t("counts.secondSignature")} by={count.second} />
      </div>
      {[record.notes, record.closingNotes].filter(Boolean).map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      {figures.late > 0 ? (
        <Notice
          role="status"
          tone="amber"
          icon={stateIcons.alarm}
          title={t("counts.lateTitle", { count: figures.late })}
          text={t("counts.lateText")}
        />
      ) : null}
      {others.map((other) => (
        <Notice
          key={other.by.time + other.by.station}
          role="status"
          tone="amber"
          icon={stateIcons.split}
          title={t("counts.otherTitle", { ...other.by })}
          text={resultWords(t, other.figures)}
        />
      ))}
    </div>
  );
}

function Signature({ title, by }: { readonly title: string; readonly by: CountActor }) {
  const { t } = useTranslation();
  const there = by.name !== "";
  const Icon = there ? stateIcons.check : stateIcons.hollow;
  return (
    <section className={classes.signature} data-there={there || undefined} aria-label={title}>
      <Icon size={22} aria-hidden />
      <div>
        <h2 className={classes.small}>{title}</h2>
        <b>{there ? by.name : t("counts.notYet")}</b>
        <span className="figures">
          {there ? `${by.station} · ${exactTime(by.time)}` : t("counts.notYetHint")}
        </span>
      </div>
    </section>
  );
}
