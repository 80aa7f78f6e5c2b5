// The choices PRODUCT gives for an item. Issued, Overdue, In doubt and Contested are never chosen: they follow from receipts.

export const settableStatuses = [
  "Available",
  "Maintenance",
  "For turn-in",
  "Turned in",
  "Lost",
  "Retired",
] as const;

/** Every other one takes a reason, after it was registered. */
export const registeredStatuses = ["Available", "Maintenance"] as const;

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
