import { Stack } from "@mantine/core";
import { CircleHelp, OctagonAlert, Radar, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DoubtRow, Lan } from "../../backend/types.gen";
import { useSeconds } from "../../state/clock";
import { Notice } from "../../ui/Notice";
import { useRelative } from "../../ui/RelativeTime";

/** What has to be known of the LAN before its picture: nobody speaks with this station, a hub is looked for, what is in doubt. */
export function LanNotes({ lan }: { readonly lan: Lan }) {
  const { t } = useTranslation();
  if (!lan.barred && !lan.problem && !lan.electing && lan.doubts.length === 0) return null;
  return (
    <Stack gap="sm" mb="md">
      {lan.barred ? (
        <Notice
          tone="red"
          icon={OctagonAlert}
          role="alert"
          title={t(`stations.barred.${lan.barred}`)}
          text={t(`stations.barredFix.${lan.barred}`)}
        />
      ) : null}
      {lan.problem ? (
        <Notice
          tone="amber"
          icon={TriangleAlert}
          role="status"
          title={lan.problem}
          text={t("stations.problemFix")}
        />
      ) : null}
      {lan.electing ? (
        <Notice
          tone="blue"
          icon={Radar}
          role="status"
          title={t("stations.electing")}
          text={t("stations.electingFix")}
        />
      ) : null}
      {lan.doubts.map((doubt) => (
        <Doubt key={`${doubt.station} ${doubt.since} ${doubt.items.join()}`} doubt={doubt} />
      ))}
    </Stack>
  );
}

function Doubt({ doubt }: { readonly doubt: DoubtRow }) {
  const { t } = useTranslation();
  const ago = useRelative(doubt.since);
  const what = [...doubt.items, ...doubt.people].join(", ");
  return (
    <Notice
      tone="violet"
      icon={CircleHelp}
      role="status"
      title={t("stations.doubt", { what, station: doubt.station, ago })}
      text={t("stations.doubtFix")}
    />
  );
}

/** "Looking for a hub, 2 s", counted. */
export function Searching({ since }: { readonly since: string }) {
  const { t } = useTranslation();
  const seconds = Math.max(0, Math.round((useSeconds() - Date.parse(since)) / 1000));
  return t("stations.searching", { count: seconds });
}
