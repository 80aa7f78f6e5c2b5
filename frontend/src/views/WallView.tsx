import { Button } from "@mantine/core";
import { LogOut, X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { WallBoard } from "../features/board/WallBoard";
import { useSession } from "../state/session";
import classes from "./WallView.module.css";

/** The wall board alone on the screen. Escape leads back to the pages; a display has none, and signs out. */
export default function WallView() {
  const { t } = useTranslation();
  const { can, locked, signOut } = useSession();
  const navigate = useNavigate();
  const back = can("read");
  useEffect(() => {
    document.title = `${t("nav.board")} · ArmGuard`;
  }, [t]);
  useEffect(() => {
    if (!back || locked) return;
    const leave = (e: KeyboardEvent) => {
      if (e.key === "Escape") void navigate("/board");
    };
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [back, locked, navigate]);
  return (
    <>
      <WallBoard />
      <Button
        className={classes.leave}
        variant="default"
        size="compact-sm"
        leftSection={back ? <X size={14} aria-hidden /> : <LogOut size={14} aria-hidden />}
        onClick={() => (back ? void navigate("/board") : void signOut())}
      >
        {back ? t("board.wallEnd") : t("actions.signOut")}
      </Button>
    </>
  );
}
