/** A page as the rail names it, and what is on it when it is read. */
export interface PageOfRail {
  readonly name: string;
  readonly path: string;
}

/** Every page of the rail. A page that is added has to be added here: the tests compare this with the rail. */
export const pages: readonly PageOfRail[] = [
  { name: "Counter", path: "/counter" },
  { name: "Live board", path: "/board" },
  { name: "Counts", path: "/counts" },
  { name: "Mass issue", path: "/mass" },
  { name: "Items", path: "/items" },
  { name: "People", path: "/people" },
  { name: "Stock", path: "/stock" },
  { name: "Transactions", path: "/transactions" },
  { name: "Maintenance", path: "/maintenance" },
  { name: "Discrepancies", path: "/discrepancies" },
  { name: "Announcements", path: "/announcements" },
  { name: "Notifications", path: "/notifications" },
  { name: "Stations", path: "/stations" },
  { name: "Reports", path: "/reports" },
  { name: "Accounts", path: "/accounts" },
  { name: "Settings", path: "/settings" },
  { name: "Audit", path: "/audit" },
  { name: "Feeds test", path: "/feeds" },
];
