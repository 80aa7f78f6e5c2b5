import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheckBig, CircleDashed } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Api } from "../../backend/api";
import { useApi } from "../../state/doors";
import { useCan } from "../../state/session";
import { Card } from "../../ui/Page";
import classes from "./Board.module.css";

interface Step {
  readonly key: "models" | "people" | "items" | "station" | "backup";
  readonly to: string;
  readonly needs: string;
  readonly done: boolean;
}

const first = { text: "", filter: {}, sort: "", after: "", offset: 0, limit: 1 } as const;

async function steps(api: Api): Promise<readonly Step[]> {
  const [models, people, items, stations, audit] = await Promise.all([
    api.inventory.models(),
    api.people.list(first),
    api.inventory.list(first),
    api.stations.list(),
    api.audit.summary(),
  ]);
  const others = stations.filter((s) => s.state !== "revoked");
  return [
    { key: "models", to: "/settings?tab=models", needs: "model.edit", done: models.length > 0 },
    { key: "people", to: "/people", needs: "person.register", done: people.total > 0 },
    { key: "items", to: "/items", needs: "item.register", done: items.total > 0 },
    { key: "station", to: "/stations", needs: "station.enrol", done: others.length > 1 },
    { key: "backup", to: "/audit?tab=backups", needs: "backup", done: audit.lastBackup !== "" },
  ];
}

/** What a new site still lacks, until nothing does; only for those who may see to it. */
export function FirstSteps() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const query = useQuery({
    queryKey: ["firstSteps"],
    queryFn: () => steps(api),
    enabled: can("site.edit"),
    meta: { topics: ["items", "people", "settings", "stations", "audit", "jobs"] },
  });
  if (!query.data || query.data.every((s) => s.done)) return null;
  return (
    <Card>
      <Text component="h2" fw={650} m={0}>
        {t("board.first.title")}
      </Text>
      <ul className={classes.first}>
        {query.data.map((s) => (
          <li key={s.key} data-done={s.done || undefined}>
            {s.done ? (
              <CircleCheckBig size={20} aria-label={t("board.first.done")} />
            ) : (
              <CircleDashed size={20} aria-hidden />
            )}
            <div className={classes.firstWords}>
              <b>{t(`board.first.${s.key}`)}</b>
              {s.done ? null : <span className={classes.dim}>{t(`board.first.${s.key}Hint`)}</span>}
            </div>
            {s.done || !can(s.needs) ? null : (
              <Button component={Link} to={s.to} variant="default" size="compact-sm">
                {t("board.first.go")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
