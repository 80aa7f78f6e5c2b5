import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { toBackendError } from "../../backend/errors";
import { useCan } from "../../state/session";
import { Refusal } from "../../ui/Refusal";
import type { Desk } from "./desk";
import type { DeskState } from "./deskState";

/** Directly under the field: why the scan or the receipt was refused, and the button that goes on from there. */
export function SayUnder({ desk, state }: { readonly desk: Desk; readonly state: DeskState }) {
  const { t } = useTranslation();
  const can = useCan();
  const { say, draft } = state;
  if (draft.taken || draft.error?.code === "STALE_DRAFT") {
    const error = draft.taken
      ? toBackendError({
          code: "STALE_DRAFT",
          message: t("counter.taken", { ...draft.taken }),
          fix: t("counter.takenFix"),
        })
      : draft.error;
    return error ? (
      <Refusal error={error} large>
        <Button variant="default" size="sm" onClick={() => desk.goOnHere()}>
          {t("counter.goOnHere")}
        </Button>
        {draft.taken ? (
          <Button variant="default" size="sm" onClick={() => desk.clear()}>
            {t("counter.leaveThere")}
          </Button>
        ) : null}
      </Refusal>
    ) : null;
  }
  // Seen early, before anybody presses Enter: the whole receipt would be refused.
  if (!say) return state.refusal ? <Refusal error={state.refusal} large /> : null;
  const { item } = say;
  const error =
    say.kind === "error"
      ? say.error
      : toBackendError({
          code: "INVALID",
          message: t(say.key, say.params),
          fix: t(`${say.key}Fix`, { ...say.params, defaultValue: "" }),
        });
  return (
    <Refusal error={error} large>
      {item?.holder && can("return") ? (
        <Button variant="default" size="sm" onClick={() => desk.returnInstead(item)}>
          {t("counter.returnIt")}
        </Button>
      ) : null}
      {item && !item.holder && error.reason && can("override") ? (
        <Button variant="default" size="sm" onClick={() => desk.addAnyway(item)}>
          {t("counter.addAnyway")}
        </Button>
      ) : null}
      {!item && error.reason && can("override") ? (
        <Button variant="default" size="sm" onClick={() => desk.askReason(error.code)}>
          {t("counter.withReason")}
        </Button>
      ) : null}
      {say.kind === "error" && say.again && error.remedy === "retry" ? (
        <Button variant="default" size="sm" onClick={say.again}>
          {t("common.retry")}
        </Button>
      ) : null}
    </Refusal>
  );
}
