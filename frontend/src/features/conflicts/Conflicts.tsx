import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conflict } from "../../backend/types.gen";
import { useApi } from "../../state/doors";
import { EmptyState } from "../../ui/EmptyState";
import { Card } from "../../ui/Page";
import { Shown } from "../../ui/Waiting";
import { ConflictCard } from "./ConflictCard";

/** What does not add up, open ones first; an administrator decides, and the finding stays. */
export function Conflicts() {
  const { t } = useTranslation();
  const api = useApi();
  const query = useQuery({
    queryKey: ["conflicts"],
    queryFn: api.conflicts.list,
    meta: { topics: ["items", "people"] },
  });
  return (
    <Shown query={query}>
      {(all) =>
        all.length === 0 ? (
          <Card>
            <EmptyState icon={ShieldCheck} title={t("conflicts.empty")} hint={t("conflicts.emptyHint")} />
          </Card>
        ) : (
          <Stack gap="md">
            {all.filter(open).map((c) => (
              <ConflictCard key={c.id} conflict={c} />
            ))}
            {all.every(open) ? null : (
              <Text component="h2" fw={600} size="sm" c="dimmed" mt="md">
                {t("conflicts.closed")}
              </Text>
            )}
            {all
              .filter((c) => !open(c))
              .map((c) => (
                <ConflictCard key={c.id} conflict={c} />
              ))}
          </Stack>
        )
      }
    </Shown>
  );
}

const open = (c: Conflict) => c.state === "Open";
