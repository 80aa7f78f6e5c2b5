import type { TFunction } from "i18next";
import type { Short } from "./stock";

/** What is missing, by name: "1 magazine, 12 rounds, 1 Sling". */
export function missingWords(s: Short, t: TFunction): string {
  if (s.unknown) return t("counter.missing.unknown");
  return [
    s.magazines > 0 ? t("counter.missing.magazines", { count: s.magazines }) : "",
    s.rounds > 0 ? t("counter.missing.rounds", { count: s.rounds }) : "",
    ...s.accessories.map((a) => `${a.quantity} ${a.name}`),
  ]
    .filter(Boolean)
    .join(", ");
}
