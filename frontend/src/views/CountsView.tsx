import { ClipboardList } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useParams } from "react-router";
import { ActionButton } from "../actions/ActionButton";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { Count } from "../features/counts/Count";
import { CountList } from "../features/counts/CountList";
import { OpenDialog } from "../features/counts/OpenDialog";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

/** The type of count that the page was asked to open; empty: none. */
function typeOf(state: unknown): string {
  return typeof state === "object" && state !== null && "count" in state && typeof state.count === "string"
    ? state.count
    : "";
}

/** The counts, or one of them. */
export default function CountsView() {
  const { id } = useParams();
  return <Page fill="fixed">{id ? <Count id={id} /> : <All />}</Page>;
}

function All() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const location = useLocation();
  const asked = typeOf(location.state);
  const [type, setType] = useState(asked || "opening");
  const [opening, setOpening] = useState(false);
  // Taken once: going back here must not open the dialog again.
  useEffect(() => {
    if (asked === "") return;
    setType(asked);
    setOpening(true);
    void navigate(location.pathname, { replace: true, state: null });
  }, [asked, navigate, location.pathname]);
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "counts.open",
        label: "counts.open",
        icon: ClipboardList,
        shortcut: "alt+N",
        group: "page",
        allowed: (can) => can("count"),
        run: () => setOpening(true),
      },
    ],
    [],
  );
  useActions(actions);
  return (
    <>
      <PageHead title={t("nav.counts")} lead={t("counts.lead")}>
        <ActionButton id="counts.open" variant="filled" />
      </PageHead>
      <CountList newButton={<ActionButton id="counts.open" variant="filled" mt="xs" />} />
      <OpenDialog
        opened={opening}
        type={type}
        onClose={() => setOpening(false)}
        onOpened={(id) => void navigate(`/counts/${id}`)}
      />
    </>
  );
}
