import {
  Flag,
  GitCompareArrows,
  Hammer,
  Hash,
  type LucideIcon,
  Network,
  PackageMinus,
  SearchX,
  Split,
} from "lucide-react";

const icons: Record<string, LucideIcon> = {
  Missing: SearchX,
  Damaged: Hammer,
  "Wrong serial": Hash,
  "Condition mismatch": GitCompareArrows,
  "Incomplete accessories": PackageMinus,
  "Double issue": Split,
  Other: Flag,
};

/** What a person may say that does not add up. */
export const discrepancyKinds: readonly string[] = Object.keys(icons);

/** The one that says in words what it is. */
export const otherKind = "Other";

/** The look and the i18n key of a kind; what the ledger found has one look for all its kinds. */
export function kindLook(d: { readonly kind: string; readonly ledger: boolean }): {
  readonly icon: LucideIcon;
  readonly label: string;
} {
  if (d.ledger) return { icon: Network, label: "discrepancies.ledger" };
  return { icon: icons[d.kind] ?? Flag, label: `discrepancies.kind.${d.kind}` };
}
