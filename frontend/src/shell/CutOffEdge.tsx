import { useQuery } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTime } from "../domain/times";
import { useApi, usePushLink } from "../state/doors";
import { useCan } from "../state/session";
import classes from "./Shell.module.css";

/** Along the top while this screen does not hear its station: since when, and what still works. */
export function CutOffEdge() {
  const { t } = useTranslation();
  const link = usePushLink();
  // A reconnect within a second is not worth a banner that pushes the page down.
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (link.connected) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), 1000);
    return () => clearTimeout(timer);
  }, [link.connected]);
  if (link.connected) return <Alone />;
  if (!late) return null;
  return (
    <div className={classes.edge} role="alert">
      <WifiOff size={16} aria-hidden />
      {t("shell.cutOff", { time: clockTime(new Date(link.since).toISOString()) })}
    </div>
  );
}

/** While this station sees none of the others. */
function Alone() {
  const { t } = useTranslation();
  const api = useApi();
  const mayLook = useCan()("read");
  const { data: lan } = useQuery({
    queryKey: ["stations", "lan"],
    queryFn: api.stations.lan,
    enabled: mayLook,
  });
  const others = lan?.stations.some((s) => !s.this && s.state !== "revoked");
  if (!lan || !others || lan.role !== "alone") return null;
  return (
    <div className={classes.edge} role="status">
      <WifiOff size={16} aria-hidden />
      {t("shell.noOthers", { time: clockTime(lan.since), count: lan.waiting })}
    </div>
  );
}
