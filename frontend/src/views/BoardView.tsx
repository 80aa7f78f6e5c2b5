import { Button } from "@mantine/core";
import { Monitor } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { strengthReport } from "../domain/printing";
import { Board } from "../features/board/Board";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";
import { PrintButton } from "../ui/PrintButton";

/** The live board, and the way to it on a large screen. */
export default function BoardView() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "board.wall",
        label: "board.wall",
        icon: Monitor,
        shortcut: "alt+W",
        group: "page",
        allowed: () => true,
        run: () => void navigate("/wall"),
      },
    ],
    [navigate],
  );
  useActions(actions);
  return (
    <Page fill="fixed">
      <PageHead title={t("nav.board")} lead={t("board.lead")}>
        <PrintButton choices={[{ label: t("print.strength"), printing: strengthReport }]} />
        <Button component={Link} to="/wall" variant="default" leftSection={<Monitor size={16} aria-hidden />}>
          {t("board.wall")}
        </Button>
      </PageHead>
      <div style={{ flex: 1, minHeight: 0, overflowY: "auto" }}>
        <Board />
      </div>
    </Page>
  );
}
