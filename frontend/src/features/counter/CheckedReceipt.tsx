import { Button } from "@mantine/core";
import { BadgeCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Scan } from "../../backend/types.gen";
import { Notice } from "../../ui/Notice";
import { Refusal } from "../../ui/Refusal";

/** Whether a scanned receipt is genuine, and the way to what the ledger says of it. */
export function CheckedReceipt({ scan }: { readonly scan: Scan }) {
  const { t } = useTranslation();
  const { receipt, refusal } = scan;
  const way = receipt ? (
    <Button component={Link} to={`/transactions/${receipt.id}`} variant="default" size="sm">
      {t("counter.openReceipt")}
    </Button>
  ) : null;
  if (refusal)
    return (
      <Refusal error={refusal} large>
        {way}
      </Refusal>
    );
  if (!receipt) return null;
  const items = receipt.lines.map((l) => `${l.model} ${l.number || l.serial}`).join(", ");
  return (
    <Notice
      tone="green"
      icon={BadgeCheck}
      role="status"
      title={t("counter.checked.genuine", { no: receipt.receiptNo })}
      text={t("counter.checked.genuineFix", { person: receipt.person, items })}
      large
    >
      {way}
    </Notice>
  );
}
