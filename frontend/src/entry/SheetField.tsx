import { Text, Textarea } from "@mantine/core";
import type { ChangeEventHandler } from "react";
import { useTranslation } from "react-i18next";

const sheetWords = 24;

/** The words typed so far, without the numbers before them; 0 while it is the text of the code. */
const words = (sheet: string) =>
  /\d\S*[a-f]|[a-f]\S*\d/i.test(sheet) ? 0 : (sheet.match(/\p{L}+/gu)?.length ?? 0);

/** What the recovery sheet says: its words, counted as they are typed, or its code, scanned. */
export function SheetField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: ChangeEventHandler<HTMLTextAreaElement>;
}) {
  const { t } = useTranslation();
  const count = words(value);
  return (
    <div>
      <Textarea
        label={t("recover.sheet")}
        description={t("recover.sheetHint")}
        required
        autoFocus
        autosize
        minRows={8}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={2000}
        value={value}
        onChange={onChange}
      />
      <Text size="sm" c="dimmed" mt={4} mih="1.5em" aria-live="polite">
        {count > 0 ? t("recover.words", { n: count, of: sheetWords }) : null}
      </Text>
    </div>
  );
}
