import type { ItemRow } from "../../backend/types.gen";

/** Out of service for maintenance, and back. */
export interface Service {
  readonly status: "Maintenance" | "Available";
  /** i18n keys: the button, and what will happen. */
  readonly label: string;
  readonly text: string;
}

const send: Service = {
  status: "Maintenance",
  label: "maintenance.send",
  text: "maintenance.sendText",
};
const back: Service = {
  status: "Available",
  label: "maintenance.return",
  text: "maintenance.returnText",
};

/** What maintenance can make of an item now; nothing of what is out, or in another status. */
export function otherService(item: ItemRow): Service | null {
  if (item.holder || item.candidates.length > 0) return null;
  if (item.status === "Available") return send;
  return item.status === "Maintenance" ? back : null;
}
