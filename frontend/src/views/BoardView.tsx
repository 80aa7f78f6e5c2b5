import { Button } from "@mantine/core";
import { Monitor, X } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { strengthReport } from "../domain/printing";
import { Board } from "../features/board/Board";
import { useSession } from "../state/session";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";
import { PrintButton } from "../ui/PrintButton";

/** The live board; a wall screen shows nothing else. */
export default function BoardView() {
  const { t } = useTranslation();
  const { account } = useSession();
  const [wall, setWall] = useState(account?.role === "display");
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "board.wall",
        label: wall ? "board.wallEnd" : "board.wall",
        icon: Monitor,
        shortcut: wall ? "Escape" : "alt+W",
        group: "page",
        allowed: () => true,
        run: () => setWall(!wall),
      },
    ],
    [wall],
  );
  useActions(actions);
  useEffect(() => {
    document.title = `${t("nav.board")} · ArmGuard`;
  }, [t]);
  return (
    <Page fill="fixed">
      <PageHead title={t("nav.board")} lead={t("board.lead")}>
        <PrintButton choices={[{ label: t("print.strength"), printing: strengthReport }]} />
        <Button
          variant="default"
          leftSection={<Monitor size={16} aria-hidden />}
          onClick={() => setWall(true)}
        >
          {t("board.wall")}
        </Button>
      </PageHead>
      <div style={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
        <Board wall={wall} />
      </div>
      {wall ? (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<X size={14} aria-hidden />}
          onClick={() => setWall(false)}
          style={{ position: "fixed", right: 8, bottom: 8, zIndex: 130, opacity: 0.35 }}
        >
          {t("board.wallEnd")}
        </Button>
      ) : null}
    </Page>
  );
}
