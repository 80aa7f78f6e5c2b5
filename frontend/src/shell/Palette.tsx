import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useRegistry } from "../actions/registry";
import { shortcutText } from "../actions/shortcut";
import type { Hit } from "../backend/types.gen";
import { useApi } from "../state/doors";
import { useCan } from "../state/session";
import { NoScans } from "../ui/NoScans";
import { StateChip } from "../ui/StateChip";

/** Where a found record is opened. */
export function hitAddress(hit: Hit): string {
  switch (hit.kind) {
    case "person":
      return `/people/${hit.id}`;
    case "item":
      return `/items/${hit.id}`;
    case "transaction":
      return `/transactions/${hit.id}`;
    default:
      return "/";
  }
}

/** Ctrl K: everything that can be done, and every record by name, number or receipt. */
export function Palette() {
  const { t } = useTranslation();
  const api = useApi();
  const can = useCan();
  const navigate = useNavigate();
  const { actions, run } = useRegistry();
  const [text, setText] = useState("");
  const [opened, setOpened] = useState(false);
  const hits = useQuery({
    queryKey: ["search", text.trim()],
    queryFn: () => api.session.search(text.trim()),
    enabled: text.trim().length >= 2 && can("read"),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

  const found: SpotlightActionData[] =
    text.trim().length < 2
      ? []
      : (hits.data ?? []).map((hit) => ({
          id: `${hit.kind}.${hit.id}`,
          label: hit.title,
          description: hit.detail,
          // The service has already searched: every hit passes the palette's own filter.
          keywords: text,
          rightSection: (
            <StateChip
              kind={hit.kind === "transaction" ? "action" : hit.kind === "person" ? "person" : "item"}
              state={hit.status}
            />
          ),
          onClick: () => void navigate(hitAddress(hit)),
        }));
  const entry = (group: "page" | "go" | "screen"): SpotlightActionData[] =>
    actions
      .filter((a) => a.group === group && a.enabled !== false)
      .map((a) => {
        const Icon = a.icon;
        return {
          id: a.id,
          label: t(a.label),
          leftSection: <Icon size={18} aria-hidden />,
          rightSection: a.shortcut ? (
            <span style={{ fontSize: 12 }}>{shortcutText(a.shortcut)}</span>
          ) : undefined,
          onClick: () => run(a.id),
        };
      });
  const groups: SpotlightActionGroupData[] = [
    { group: t("palette.records"), actions: found },
    { group: t("palette.page"), actions: entry("page") },
    { group: t("palette.go"), actions: entry("go") },
    { group: t("palette.screen"), actions: entry("screen") },
  ].filter((g) => g.actions.length > 0);

  return (
    <>
      {opened ? <NoScans /> : null}
      <Spotlight
        onSpotlightOpen={() => setOpened(true)}
        onSpotlightClose={() => setOpened(false)}
        attributes={{ content: { "aria-label": t("palette.label") } }}
        actions={groups}
        query={text}
        onQueryChange={setText}
        shortcut={["mod + K"]}
        // Also while a field has the focus: at the counter one always has.
        tagsToIgnore={[]}
        nothingFound={t("palette.nothing")}
        scrollable
        maxHeight={460}
        limit={20}
        transitionProps={{ duration: 100 }}
        searchProps={{
          leftSection: <Search size={18} />,
          placeholder: t("palette.placeholder"),
          "aria-label": t("palette.label"),
        }}
      />
    </>
  );
}
