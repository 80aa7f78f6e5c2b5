import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { Counter } from "../features/counter/Counter";
import { Page } from "../ui/Page";

function scanOf(state: unknown): string {
  return typeof state === "object" && state !== null && "scan" in state && typeof state.scan === "string"
    ? state.scan
    : "";
}

/** The counter. A scan on another page comes here with its code. */
export default function CounterView() {
  const { t } = useTranslation();
  const location = useLocation();
  const navigate = useNavigate();
  const [first] = useState(() => scanOf(location.state));
  useEffect(() => {
    document.title = `${t("nav.counter")} · ArmGuard`;
  }, [t]);
  // Taken once: going back here must not scan it again.
  useEffect(() => {
    if (scanOf(location.state) !== "") void navigate(location.pathname, { replace: true, state: null });
  }, [location, navigate]);
  return (
    <Page fill="fixed">
      <h1 style={{ position: "absolute", width: 1, height: 1, overflow: "hidden", clip: "rect(0 0 0 0)" }}>
        {t("nav.counter")}
      </h1>
      <Counter firstScan={first} />
    </Page>
  );
}
