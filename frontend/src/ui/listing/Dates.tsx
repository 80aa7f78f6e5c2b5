import { Button, Group, Popover, Stack } from "@mantine/core";
import { DatePicker } from "@mantine/dates";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { daysOf, noSpan, type Span, spanBack, spanOf, spanWords } from "./days";
import { FilterChip, FilterPair } from "./FilterChip";

/** Narrows a list to a span of days: one of the usual ones, or two days of the calendar. */
export function Dates({
  label,
  span,
  onChange,
}: {
  readonly label: string;
  readonly span: Span;
  readonly onChange: (span: Span) => void;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  // The first of two days, until the second is chosen.
  const [begun, setBegun] = useState<string | null>(null);
  const on = span.from !== "" || span.until !== "";
  const words = spanWords(span, {
    both: (from, to) => t("list.dates.both", { from, to }),
    since: (from) => t("list.dates.since", { from }),
    to: (to) => t("list.dates.until", { to }),
  });
  const choose = (next: Span) => {
    setBegun(null);
    setOpen(false);
    onChange(next);
  };
  const usual: readonly (readonly [string, Span])[] = [
    [t("list.dates.today"), spanBack(1)],
    [t("list.dates.yesterday"), spanBack(1, 1)],
    [t("list.dates.week"), spanBack(7)],
    [t("list.dates.month"), spanBack(30)],
  ];
  return (
    <FilterPair label={label} on={on} onRemove={() => choose(noSpan)}>
      <Popover
        opened={open}
        onChange={(next) => {
          setOpen(next);
          setBegun(null);
        }}
        position="bottom-start"
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <FilterChip
            label={label}
            shown={on ? words || t("list.dates.odd") : ""}
            onClick={() => setOpen(!open)}
          />
        </Popover.Target>
        <Popover.Dropdown aria-label={label}>
          <Group align="flex-start" wrap="nowrap" gap="md">
            <Stack gap={4} w={132}>
              {usual.map(([word, days]) => (
                <Button
                  key={word}
                  size="xs"
                  variant={days.from === span.from && days.until === span.until ? "light" : "subtle"}
                  color={days.from === span.from && days.until === span.until ? undefined : "gray"}
                  c="var(--text)"
                  justify="flex-start"
                  onClick={() => choose(days)}
                >
                  {word}
                </Button>
              ))}
            </Stack>
            <DatePicker
              type="range"
              allowSingleDateInRange
              weekendDays={[]}
              defaultDate={begun ?? daysOf(span)[0] ?? undefined}
              maxDate={new Date()}
              value={begun ? [begun, null] : [...daysOf(span)]}
              onChange={([first, last]) => {
                if (first && last) choose(spanOf(first, last));
                else setBegun(first);
              }}
              ariaLabels={{
                previousMonth: t("list.dates.previousMonth"),
                nextMonth: t("list.dates.nextMonth"),
                previousYear: t("list.dates.previousYear"),
                nextYear: t("list.dates.nextYear"),
                previousDecade: t("list.dates.previousDecade"),
                nextDecade: t("list.dates.nextDecade"),
                monthLevelControl: t("list.dates.chooseMonth"),
                yearLevelControl: t("list.dates.chooseYear"),
              }}
            />
          </Group>
        </Popover.Dropdown>
      </Popover>
    </FilterPair>
  );
}
