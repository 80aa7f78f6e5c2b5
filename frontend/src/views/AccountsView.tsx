import { UserPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../actions/ActionButton";
import type { Action } from "../actions/action";
import { useActions } from "../actions/registry";
import { Accounts } from "../features/accounts/Accounts";
import { Page } from "../ui/Page";
import { PageHead } from "../ui/PageHead";

export default function AccountsView() {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "accounts.add",
        label: "accounts.add",
        icon: UserPlus,
        shortcut: "alt+N",
        group: "page",
        allowed: (can) => can("account.edit"),
        run: () => setAdding(true),
      },
    ],
    [],
  );
  useActions(actions);
  return (
    <Page width={1100}>
      <PageHead title={t("nav.accounts")} lead={t("accounts.lead")}>
        <ActionButton id="accounts.add" variant="filled" />
      </PageHead>
      <Accounts adding={adding} onAdded={() => setAdding(false)} />
    </Page>
  );
}
