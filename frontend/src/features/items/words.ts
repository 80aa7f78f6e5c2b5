import type { ItemRow } from "../../backend/types.gen";

// The choices PRODUCT gives for an item. Issued, Overdue, In doubt and Contested are never chosen: they follow from receipts.

export const settableStatuses = [
  "Available",
  "Maintenance",
  "For turn-in",
  "Turned in",
  "Lost",
  "Retired",
] as const;

export const listedStatuses = [
  "Available",
  "Issued",
  "Overdue",
  "Contested",
  "In doubt",
  "Maintenance",
  "For turn-in",
  "Turned in",
  "Lost",
  "Retired",
] as const;

export const conditions = ["Good", "Fair", "Poor", "Damaged"] as const;

export const categories = ["rifle", "pistol", "other"] as const;

/** An item as people call it: M4 Carbine 5.56 0231. */
export function itemName(item: Pick<ItemRow, "model" | "number" | "serial">): string {
  return `${item.model} ${item.number || `SN ${item.serial}`}`;
}
