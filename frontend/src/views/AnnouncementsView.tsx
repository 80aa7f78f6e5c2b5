import { Megaphone } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../actions/ActionButton";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { Announcements, PublishDialog } from "../features/announcements/Announcements";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

export default function AnnouncementsView() {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "announcements.new",
        label: "announcements.new",
        icon: Megaphone,
        shortcut: "alt+N",
        group: "page",
        allowed: (can) => can("announcement.publish"),
        run: () => setWriting(true),
      },
    ],
    [],
  );
  useActions(actions);
  return (
    <Page width={1000}>
      <PageHead title={t("nav.announcements")} lead={t("announcements.lead")}>
        <ActionButton id="announcements.new" variant="filled" />
      </PageHead>
      <Announcements />
      <PublishDialog opened={writing} onClose={() => setWriting(false)} />
    </Page>
  );
}
