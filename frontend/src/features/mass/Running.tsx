import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MassFigures } from "../../backend/types.gen";
import { Mono } from "../../ui/Mono";
import { RelativeTime } from "../../ui/RelativeTime";
import classes from "./Mass.module.css";

/** How it goes, here and at all stations. */
export function Running({ figures }: { readonly figures: MassFigures }) {
  const { t } = useTranslation();
  return (
    <div className={classes.right}>
      <div className={classes.figures}>
        <Figure n={figures.here} word={t("mass.here")} />
        <Figure n={figures.all} word={t("mass.all")} />
        <Figure
          n={figures.minuteAll}
          word={t("mass.minute")}
          more={t("mass.minuteHere", { here: figures.minuteHere })}
        />
      </div>
      <section className={classes.block}>
        <h2>{t("mass.left")}</h2>
        <ul>
          {figures.models.map((m) => (
            <li key={m.model}>
              <span className={classes.grow}>{m.model}</span>
              <Text size="xs" c="dimmed" component="span">
                {t("mass.gone", { count: m.issued })}
              </Text>
              <span className={classes.number} data-none={m.left === 0 || undefined}>
                {t("mass.leftOf", { count: m.left })}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {figures.stations.length > 1 ? (
        <section className={classes.block}>
          <h2>{t("mass.stations")}</h2>
          <ul>
            {figures.stations.map((s) => (
              <li key={s.station}>
                <span className={classes.grow}>
                  {s.station}{" "}
                  {s.here ? (
                    <Text span c="dimmed">
                      {t("mass.thisOne")}
                    </Text>
                  ) : null}
                </span>
                <RelativeTime time={s.last} size="xs" c="dimmed" />
                <span className={classes.number}>{s.issued}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className={classes.block}>
        <h2>{t("mass.last")}</h2>
        {figures.last.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("mass.lastNone")}
          </Text>
        ) : (
          <ul>
            {figures.last.map((tx) => (
              <li key={tx.id}>
                <Link
                  to={`/transactions/${tx.id}`}
                  className={classes.grow}
                  style={{ color: "inherit", textDecoration: "none" }}
                >
                  {tx.person}{" "}
                  <Text span size="xs" c="dimmed">
                    {tx.lines.map((l) => `${l.model} ${l.number || l.serial}`).join(", ")}
                  </Text>
                </Link>
                <Mono dimmed>{tx.receiptNo}</Mono>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

export function Figure({
  n,
  word,
  more,
  tone,
}: {
  readonly n: number;
  readonly word: string;
  /** Said on hover. */
  readonly more?: string;
  readonly tone?: "red" | "amber";
}) {
  return (
    <div className={classes.figure} data-tone={tone} title={more}>
      <b>{n.toLocaleString()}</b>
      <span>{word}</span>
    </div>
  );
}
