import { Text, type TextProps } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { exactTime, relative } from "../domain/times";
import { useNow } from "../state/clock";

/** "4 min ago", the exact local time on hover; nothing when the time is unknown. */
export function RelativeTime({ time, ...text }: { readonly time: string } & TextProps) {
  const words = useRelative(time);
  if (words === "") return null;
  return (
    <Text
      component="time"
      dateTime={time}
      title={exactTime(time)}
      span
      inherit={text.size === undefined}
      className="figures"
      style={{ whiteSpace: "nowrap" }}
      {...text}
    >
      {words}
    </Text>
  );
}

export function useRelative(time: string): string {
  const { t } = useTranslation();
  const now = useNow();
  const r = relative(time, now);
  if (!r) return "";
  if (r.unit === "now") return t("time.now");
  return t(r.future ? `time.in.${r.unit}` : `time.ago.${r.unit}`, { count: r.count });
}
