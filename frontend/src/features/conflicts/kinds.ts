import {
  Ban,
  Boxes,
  ClipboardList,
  CopyCheck,
  Crown,
  GitFork,
  Hash,
  Layers,
  type LucideIcon,
  PencilLine,
  ShieldOff,
  Split,
  Undo2,
  UserCog,
} from "lucide-react";

/** How a kind of conflict looks, and the sentence that says how it comes about. */
export interface ConflictLook {
  readonly icon: LucideIcon;
  /** i18n key. */
  readonly label: string;
}

const looks: Record<string, ConflictLook> = {
  "double issue": { icon: Split, label: "conflicts.kind.double" },
  "over the limit": { icon: Layers, label: "conflicts.kind.limit" },
  "return mismatch": { icon: Undo2, label: "conflicts.kind.return" },
  "restriction crossed": { icon: Ban, label: "conflicts.kind.restricted" },
  "same number twice": { icon: Hash, label: "conflicts.kind.number" },
  "same command twice": { icon: CopyCheck, label: "conflicts.kind.command" },
  "edited twice": { icon: PencilLine, label: "conflicts.kind.edited" },
  "stock below zero": { icon: Boxes, label: "conflicts.kind.stock" },
  "two counts differ": { icon: ClipboardList, label: "conflicts.kind.counts" },
  "last superuser": { icon: UserCog, label: "conflicts.kind.superuser" },
  "fork of a log": { icon: GitFork, label: "conflicts.kind.fork" },
  "quarantined tail": { icon: ShieldOff, label: "conflicts.kind.tail" },
  "hub granted twice": { icon: Crown, label: "conflicts.kind.granted" },
};

/** The look of a kind; of one this version does not know a plain one. */
export function conflictLook(kind: string): ConflictLook {
  return looks[kind] ?? { icon: Split, label: "conflicts.kind.unknown" };
}
