import { useTranslation } from "react-i18next";
import type { PersonRow } from "../../backend/types.gen";
import { stateSpec } from "../../domain/states";
import { useApi } from "../../state/doors";
import { ChangeMenu } from "../../ui/ChangeMenu";
import { personStatuses } from "./words";

/** Another status for a person. The service keeps somebody who holds something from being archived. */
export function PersonStatus({ person }: { readonly person: PersonRow }) {
  const { t } = useTranslation();
  const api = useApi();
  return (
    <ChangeMenu
      label={t("people.status.change")}
      title={(word) => t("people.status.title", { person: person.name, word })}
      groups={[
        {
          label: t("people.status.to"),
          changes: personStatuses
            .filter((status) => status !== person.status)
            .map((status) => ({
              word: t(stateSpec("person", status).word),
              text: t(`people.status.text.${status}`),
              danger: status === "Suspended" || status === "Archived",
              make: (reason) => api.people.setStatus({ id: person.id, status, condition: "", reason }),
            })),
        },
      ]}
    />
  );
}
