import { useTranslation } from "react-i18next";
import type { Qualified } from "../../backend/types.gen";
import { dayOf, qualifications, type Standing, standing } from "../../domain/qualification";
import { useNow } from "../../state/clock";
import { Fact, Facts, RecordSection } from "../../ui/Record";
import classes from "./People.module.css";

/** What a person is qualified for, and until when. */
export function Qualifications({ person }: { readonly person: Qualified }) {
  const { t } = useTranslation();
  const today = dayOf(useNow());
  return (
    <RecordSection title={t("people.qualified.title")}>
      <Facts>
        {qualifications.map(({ category, field }) => (
          <Fact key={field} label={t(`people.qualified.${category}`)}>
            <Stands how={standing(person[field], today)} />
          </Fact>
        ))}
      </Facts>
    </RecordSection>
  );
}

function Stands({ how }: { readonly how: Standing }) {
  const { t } = useTranslation();
  switch (how.kind) {
    case "none":
      return <span className={classes.dim}>{t("people.qualified.none")}</span>;
    case "expired":
      return <span className={classes.expired}>{t("people.qualified.expired", { date: how.date })}</span>;
    case "soon":
      return (
        <span className={classes.ending}>
          {how.days === 0 ? t("people.qualified.today") : t("people.qualified.inDays", { count: how.days })}
        </span>
      );
    case "good":
      return <span className="figures">{t("people.qualified.until", { date: how.date })}</span>;
    default:
      return how satisfies never;
  }
}
