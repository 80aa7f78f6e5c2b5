import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { BellRing, CheckCheck, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Notification } from "../backend/types.gen";
import { useApi } from "../state/doors";
import { EmptyState } from "../ui/EmptyState";
import { LevelIcon } from "../ui/LevelIcon";
import { Card, Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";
import { RelativeTime } from "../ui/RelativeTime";
import { Shown } from "../ui/Waiting";

const pageSize = 50;

/** Every notification of this account, newest first. */
export default function NotificationsView() {
  const { t } = useTranslation();
  const api = useApi();
  const [show, setShow] = useState<"all" | "unread">("all");
  const query = useInfiniteQuery({
    queryKey: ["notifications", "page"],
    queryFn: ({ pageParam }) =>
      api.notices.list({ text: "", filter: {}, sort: "", after: pageParam, offset: 0, limit: pageSize }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next || undefined,
    select: (pages) => pages.pages.flatMap((p) => p.items),
  });
  const shown = (n: Notification) => show === "all" || !n.read;
  const read = useMutation({ mutationFn: (ids: readonly string[]) => api.notices.markRead(ids) });
  return (
    <Page width={900}>
      <PageHead title={t("notices.title")} lead={t("notices.lead")}>
        <SegmentedControl
          aria-label={t("notices.show")}
          value={show}
          onChange={(v) => setShow(v === "unread" ? "unread" : "all")}
          data={[
            { value: "all", label: t("notices.all") },
            { value: "unread", label: t("notices.unread") },
          ]}
        />
        <Button
          variant="default"
          leftSection={<CheckCheck size={16} aria-hidden />}
          loading={read.isPending}
          onClick={() => read.mutate([])}
        >
          {t("shell.markAllRead")}
        </Button>
      </PageHead>
      <Card pad={false}>
        <Shown query={query}>
          {(all) =>
            !all.some(shown) && !query.hasNextPage ? (
              <EmptyState
                icon={BellRing}
                title={t(show === "unread" ? "notices.allRead" : "notices.empty")}
                hint={t("notices.emptyHint")}
              />
            ) : (
              <>
                {all.filter(shown).map((n) => (
                  <Line key={n.id} notice={n} onRead={() => read.mutate([n.id])} />
                ))}
                {query.hasNextPage ? (
                  <Group justify="center" p="md">
                    <Button
                      variant="default"
                      loading={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      {t("notices.more")}
                    </Button>
                  </Group>
                ) : null}
              </>
            )
          }
        </Shown>
      </Card>
    </Page>
  );
}

function Line({ notice: n, onRead }: { readonly notice: Notification; readonly onRead: () => void }) {
  const { t } = useTranslation();
  return (
    <Group
      px="lg"
      py="sm"
      gap="md"
      wrap="nowrap"
      align="flex-start"
      style={{
        borderBottom: "1px solid var(--line)",
        background: n.read ? undefined : "var(--surface-sunk)",
      }}
    >
      <LevelIcon level={n.level} size={20} />
      <Stack gap={0} flex={1} miw={0}>
        <Text size="sm" fw={n.read ? 500 : 650}>
          {n.title}
        </Text>
        <Text size="sm" c="dimmed">
          {n.message}
        </Text>
      </Stack>
      <RelativeTime time={n.time} size="xs" c="dimmed" mt={3} />
      {n.link ? (
        <Button
          component={Link}
          to={n.link}
          size="compact-sm"
          variant="default"
          rightSection={<ChevronRight size={14} aria-hidden />}
          onClick={onRead}
        >
          {t("notices.open")}
        </Button>
      ) : null}
      {n.read ? null : (
        <Button size="compact-sm" variant="subtle" onClick={onRead}>
          {t("notices.markRead")}
        </Button>
      )}
    </Group>
  );
}
