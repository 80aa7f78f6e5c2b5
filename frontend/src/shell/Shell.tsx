import { ActionIcon, Kbd, VisuallyHidden } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { LockKeyhole, Search, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRegistry } from "../actions/registry";
import { useSession } from "../state/session";
import { useShell } from "../state/shell";
import { Dialog } from "../ui/Dialog";
import { AccountMenu } from "./AccountMenu";
import { AnnouncementStrip } from "./AnnouncementStrip";
import { AppearanceForm } from "./AppearanceForm";
import { Bell } from "./Bell";
import { CountDue } from "./CountDue";
import { CutOffEdge } from "./CutOffEdge";
import { HelpPanel } from "./HelpPanel";
import { LockScreen } from "./LockScreen";
import { MassStrip } from "./MassStrip";
import { Palette } from "./Palette";
import { PasswordDialog } from "./PasswordDialog";
import { Rail } from "./Rail";
import { SecondDialog } from "./SecondDialog";
import classes from "./Shell.module.css";
import { StationStatus } from "./StationStatus";
import { Toasts } from "./Toasts";
import { useIdleLock } from "./useIdleLock";

/** What is around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const session = useSession();
  const shell = useShell().data;
  const { run, dialog, setDialog } = useRegistry();
  const { locked } = session;
  useIdleLock();

  return (
    <>
      <div className={classes.shell} inert={locked || undefined}>
        <CutOffEdge />
        <header className={classes.head}>
          <div className={classes.brand}>
            <ShieldCheck size={22} aria-hidden style={{ color: "var(--accent)" }} />
            ArmGuard
          </div>
          <div className={classes.place}>
            <b>{shell?.site ?? session.setup?.site}</b>
            <span>/</span>
            <b>{shell?.station ?? session.setup?.station}</b>
          </div>
          {shell ? <StationStatus shell={shell} /> : null}
          <div className={classes.space} />
          <button type="button" className={classes.search} onClick={spotlight.open}>
            <Search size={16} aria-hidden />
            <VisuallyHidden>{t("palette.label")}</VisuallyHidden>
            <span aria-hidden>{t("palette.button")}</span>
            <Kbd size="xs" aria-hidden>
              Ctrl K
            </Kbd>
          </button>
          <Bell unread={shell?.unread ?? 0} />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            onClick={() => run("screen.lock")}
            aria-label={t("actions.lock")}
          >
            <LockKeyhole size={18} />
          </ActionIcon>
          {session.account ? <AccountMenu account={session.account} /> : null}
        </header>
        {shell ? <MassStrip running={shell.mass} /> : null}
        <Rail />
        <main className={classes.main}>{children}</main>
        <Toasts />
        {shell ? (
          <div className={classes.strips}>
            <CountDue due={shell.countsDue} />
            <AnnouncementStrip announcements={shell.announcements} />
          </div>
        ) : null}
      </div>
      <Palette />
      <HelpPanel opened={dialog === "help"} onClose={() => setDialog("none")} />
      <PasswordDialog opened={dialog === "password"} onClose={() => setDialog("none")} />
      <Dialog
        opened={dialog === "appearance"}
        onClose={() => setDialog("none")}
        title={t("actions.appearance")}
        size="lg"
      >
        <AppearanceForm />
      </Dialog>
      <SecondDialog />
      {locked ? <LockScreen /> : null}
    </>
  );
}
