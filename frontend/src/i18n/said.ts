import i18next from "i18next";
import filipino from "./fil.sentences.json";

// What the station refuses it says in English, as its record and its papers do. A screen in Filipino says it in Filipino:
// each sentence is known by its form, where {} stands for what is filled in and {1} for the first of it.

interface Form {
  readonly form: RegExp;
  readonly words: string;
}

const whole = new Map<string, string>();
const forms: Form[] = [];

/** How much of a form is written out: the one that says most is tried first. */
const weight = (form: string) => form.replaceAll("{}", "").length;

function learn(): void {
  if (whole.size > 0) return;
  for (const [english, words] of Object.entries(filipino).sort(([x], [y]) => weight(y) - weight(x))) {
    if (!english.includes("{}")) {
      whole.set(english, words);
      continue;
    }
    const parts = english.split("{}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    forms.push({ form: new RegExp(`^${parts.join("(.*?)")}$`, "s"), words });
  }
}

/** Since when and where: it stands behind some sentences. */
const since = / since (\d.*) \((.+)\)\.$/;

/** What the station says, in the language of the screen; as it is when nobody has translated it. */
export function said(text: string): string {
  if (i18next.language !== "fil" || text === "") return text;
  learn();
  const known = whole.get(text);
  if (known !== undefined) return known;
  const [behind, when, where] = since.exec(text) ?? [];
  if (behind !== undefined) return `${said(text.slice(0, -behind.length))} mula ${when} (${where}).`;
  for (const { form, words } of forms) {
    const filled = form.exec(text);
    // What is filled in may be words of the station too: a limit, or a whole sentence.
    if (filled) return words.replace(/\{(\d)\}/g, (_, n: string) => inside(filled[Number(n)] ?? ""));
  }
  // A title, and what it is about.
  const at = text.indexOf(": ");
  const head = at < 0 ? undefined : whole.get(text.slice(0, at));
  return head === undefined ? text : head + text.slice(at);
}

const inside = (text: string) => (/^\d+ items$|\.$/.test(text) ? said(text) : (whole.get(text) ?? text));
