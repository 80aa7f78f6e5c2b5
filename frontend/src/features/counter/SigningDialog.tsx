import { useTranslation } from "react-i18next";
import { totals } from "../../domain/receipts";
import { SignatureDialog } from "../../ui/SignatureDialog";
import type { Desk } from "./desk";
import type { Receipt } from "./receipt";

/** Who takes or brings signs for what is on the receipt. */
export function SigningDialog({
  opened,
  receipt,
  desk,
}: {
  readonly opened: boolean;
  readonly receipt: Receipt;
  readonly desk: Desk;
}) {
  const { t } = useTranslation();
  const { magazines, rounds } = totals(receipt.lines);
  const what = [
    t("counter.signs.items", { count: receipt.lines.length }),
    magazines > 0 ? t("counter.signs.magazines", { count: magazines }) : "",
    rounds > 0 ? t("counter.signs.rounds", { count: rounds }) : "",
  ];
  return (
    <SignatureDialog
      opened={opened}
      who={receipt.person?.name ?? ""}
      what={t(`counter.signs.${receipt.mode}`, { what: what.filter(Boolean).join(", ") })}
      onClose={() => desk.closeAsk()}
      onAccept={(picture) => desk.sign(picture)}
    />
  );
}
