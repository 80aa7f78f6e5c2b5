import i18next from "i18next";
import { initReactI18next } from "react-i18next";

// One file per area and language: en/counter.json is reached as t("counter.receipt").
// Filipino has every word that English has; a text without _one and _other serves for any number.

type Words = { readonly [key: string]: string | Words };

const files = import.meta.glob<Words>("./*/*.json", { eager: true, import: "default" });

export const resources: Record<string, { translation: Record<string, Words> }> = {};
for (const [path, words] of Object.entries(files)) {
  const match = /^\.\/(\w+)\/(\w+)\.json$/.exec(path);
  const [, language, area] = match ?? [];
  if (!language || !area) continue;
  resources[language] ??= { translation: {} };
  resources[language].translation[area] = words;
}

export async function startI18n(language: string): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources,
    lng: language,
    fallbackLng: "en",
    // React escapes what it shows; text is never put on the page as HTML.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
