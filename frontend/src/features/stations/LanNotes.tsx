import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DoubtRow, Lan } from "../../backend/types.gen";
import { useNow } from "../../state/clock";
import { Refusal } from "../../ui/Refusal";
import { useRelative } from "../../ui/RelativeTime";

/** What has to be known of the LAN before its picture: nobody speaks with this station, a hub is looked for, what is in doubt. */
export function LanNotes({ lan }: { readonly lan: Lan }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" mb="md">
      {lan.barred ? (
        <Refusal
          error={{
            code: "STOP",
            message: t(`stations.barred.${lan.barred}`),
            fix: t(`stations.barredFix.${lan.barred}`),
          }}
        />
      ) : null}
      {lan.problem ? (
        <Refusal error={{ code: "WARNING", message: lan.problem, fix: t("stations.problemFix") }} />
      ) : null}
      {lan.electing ? <Electing since={lan.since} /> : null}
      {lan.doubts.map((doubt) => (
        <Doubt key={`${doubt.station} ${doubt.since} ${doubt.items.join()}`} doubt={doubt} />
      ))}
    </Stack>
  );
}

function Electing({ since }: { readonly since: string }) {
  const { t } = useTranslation();
  const seconds = Math.max(0, Math.round((useNow() - Date.parse(since)) / 1000));
  return (
    <Text size="sm" role="status" className="figures">
      {t("stations.electing", { count: seconds })}
    </Text>
  );
}

function Doubt({ doubt }: { readonly doubt: DoubtRow }) {
  const { t } = useTranslation();
  const ago = useRelative(doubt.since);
  const what = [...doubt.items, ...doubt.people].join(", ");
  return (
    <Refusal
      error={{
        code: "DOUBT",
        message: t("stations.doubt", { what, station: doubt.station, ago }),
        fix: t("stations.doubtFix"),
      }}
    />
  );
}
