import { ActionIcon, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PenLine, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Draft } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { RelativeTime } from "../../ui/RelativeTime";
import { StateChip } from "../../ui/StateChip";
import classes from "./Counter.module.css";
import type { Desk } from "./desk";
import type { DeskState } from "./deskState";
import { busyWith } from "./receipt";
import { TakeOverDialog } from "./TakeOverDialog";

/** What was done last at this site. */
export function Recent() {
  const { t } = useTranslation();
  const api = useApi();
  const recent =
    useQuery({ queryKey: ["transactions", "recent"], queryFn: () => api.counter.recent(4) }).data ?? [];
  return (
    <section className={classes.block}>
      <h2>{t("counter.last")}</h2>
      {recent.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("counter.lastNone")}
        </Text>
      ) : (
        <ul>
          {recent.map((r) => (
            <li key={r.id}>
              <StateChip kind="action" state={r.action} />
              <Link
                to={`/transactions/${r.id}`}
                className={classes.grow}
                style={{ color: "inherit", textDecoration: "none" }}
                title={`${r.person}: ${r.lines.map((l) => `${l.model} ${l.number}`).join(", ")}`}
              >
                {r.person}{" "}
                <Text span size="xs" c="dimmed">
                  {r.lines.map((l) => `${l.model} ${l.number}`).join(", ")}
                </Text>
              </Link>
              <RelativeTime time={r.time} size="xs" c="dimmed" />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** How many drafts are shown unasked. */
const mostDrafts = 4;

/** Unfinished receipts, mine and others'; the one on the counter now and the one just finished are not among them. */
export function OpenDrafts({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const { t } = useTranslation();
  const api = useApi();
  const [asked, setAsked] = useState("");
  const [whole, setWhole] = useState(false);
  // Whether somebody is at a draft depends on who is signed in where.
  const all =
    useQuery({ queryKey: ["drafts"], queryFn: api.drafts.list, meta: { topics: ["presence"] } }).data ?? [];
  const drafts = all.filter(
    (d) => d.form === "counter" && d.commandId !== state.draft.commandId && d.commandId !== state.finished,
  );
  if (drafts.length === 0) return null;
  return (
    <section className={classes.block}>
      <h2>{t("counter.drafts")}</h2>
      <ul className={classes.drafts}>
        {drafts.slice(0, whole ? undefined : mostDrafts).map((d) => (
          <li key={d.id}>
            <span className={classes.grow} title={d.title}>
              {d.title || t("counter.draftUntitled")}
            </span>
            <DraftPlace draft={d} />
            {busyWith(d) ? (
              <Button size="compact-xs" variant="default" onClick={() => setAsked(d.id)}>
                {t("counter.takeOver")}
              </Button>
            ) : (
              <Button size="compact-xs" variant="default" onClick={() => desk.pickUp(d)}>
                {t("counter.pickUp")}
              </Button>
            )}
            {d.mine ? (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t("counter.discard", { title: d.title })}
                onClick={() => desk.throwAway(d)}
              >
                <Trash2 size={14} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      {drafts.length > mostDrafts ? (
        <Button size="compact-xs" variant="subtle" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? "counter.fewerDrafts" : "counter.allDrafts", { count: drafts.length })}
        </Button>
      ) : null}
      <TakeOverDialog
        draft={drafts.find((d) => d.id === asked) ?? null}
        onClose={() => setAsked("")}
        onTake={(d) => {
          setAsked("");
          desk.pickUp(d);
        }}
      />
    </section>
  );
}

/** Where a draft is and since when it is as it is: being worked on at another counter, or left there. */
function DraftPlace({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation();
  const busy = busyWith(draft);
  return (
    <Text size="xs" span className={classes.place} data-busy={busy ?? undefined} title={draft.account}>
      {busy ? <PenLine size={12} aria-hidden /> : null}
      {draft.mine ? null : (
        <span>{t(busy ? `counter.busy.${busy}` : "counter.left", { station: draft.station })} ·</span>
      )}
      <RelativeTime time={draft.saved} />
    </Text>
  );
}
