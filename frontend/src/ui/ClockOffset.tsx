import { Text } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

/** A clock that is further off than this is worth a warning, in milliseconds. */
const clockApart = 60_000;

/** How far a clock is ahead (more than 0) or behind; marked when it is so far off that times mislead. */
export function ClockOffset({ ms }: { readonly ms: number }) {
  const { t } = useTranslation();
  const far = Math.abs(ms) > clockApart;
  const off = useOffset(Math.abs(ms));
  const words = Math.abs(ms) < 1000 ? off : t(ms > 0 ? "time.ahead" : "time.behind", { time: off });
  if (!far) return words;
  return (
    <Text
      span
      inherit
      fw={650}
      style={{
        color: "var(--tone-amber-fg)",
        display: "inline-flex",
        gap: 5,
        alignItems: "center",
        whiteSpace: "nowrap",
      }}
    >
      <TriangleAlert size={14} aria-hidden />
      {words}
    </Text>
  );
}

function useOffset(ms: number): string {
  const { t } = useTranslation();
  if (ms < 1000) return t("time.length.ms", { count: ms });
  if (ms < 60_000) return t("time.length.s", { count: Math.round(ms / 1000) });
  if (ms < 3_600_000) return t("time.length.min", { count: Math.round(ms / 60_000) });
  return t("time.length.h", { count: Math.round(ms / 3_600_000) });
}
