import type { LucideIcon } from "lucide-react";
import {
  BellRing,
  Boxes,
  ChartColumn,
  ClipboardCheck,
  Crosshair,
  LayoutDashboard,
  Megaphone,
  Monitor,
  Radio,
  ReceiptText,
  ScanLine,
  ScrollText,
  Siren,
  SlidersHorizontal,
  TriangleAlert,
  UserCog,
  Users,
  Wrench,
} from "lucide-react";
import { type ComponentType, lazy } from "react";
import type { Can } from "../domain/roles";

export type NavGroup = "work" | "records" | "site";

export interface AppRoute {
  /** Address after the #; ":id" parts as in react-router. */
  readonly path: string;
  readonly view: ComponentType;
  /** Any one of these commands opens the page. */
  readonly needs: readonly string[];
  /** The page has the screen for itself: nothing is around it but the lock. */
  readonly bare?: true;
  /** Present: the page has a line in the rail and in the palette. */
  readonly nav?: {
    readonly group: NavGroup;
    /** i18n key. */
    readonly label: string;
    readonly icon: LucideIcon;
    readonly shortcut?: string;
    /** Where the line leads when the path has parts like ":id?". */
    readonly to?: string;
    /** A figure of the shell shown beside the label. */
    readonly figure?: "discrepanciesOpen" | "lowStock" | "overdue" | "unread";
  };
}

/** Every page there is. A page is added here and nowhere else. */
export const routes: readonly AppRoute[] = [
  {
    path: "/counter",
    view: lazy(() => import("./CounterView")),
    needs: ["take"],
    nav: { group: "work", label: "nav.counter", icon: ScanLine, shortcut: "alt+1" },
  },
  {
    path: "/board",
    view: lazy(() => import("./BoardView")),
    needs: ["read"],
    nav: { group: "work", label: "nav.board", icon: LayoutDashboard, figure: "overdue", shortcut: "alt+2" },
  },
  {
    path: "/counts/:id?",
    view: lazy(() => import("./CountsView")),
    needs: ["read"],
    nav: { group: "work", label: "nav.counts", icon: ClipboardCheck, shortcut: "alt+6", to: "/counts" },
  },
  {
    path: "/mass/:id?",
    view: lazy(() => import("./MassView")),
    needs: ["read"],
    nav: { group: "work", label: "nav.mass", icon: Siren, shortcut: "alt+M", to: "/mass" },
  },
  {
    path: "/wall",
    view: lazy(() => import("./WallView")),
    needs: ["read", "board"],
    bare: true,
  },
  {
    path: "/items/:id?",
    view: lazy(() => import("./ItemsView")),
    needs: ["read"],
    nav: { group: "records", label: "nav.items", icon: Crosshair, shortcut: "alt+3", to: "/items" },
  },
  {
    path: "/people/:id?",
    view: lazy(() => import("./PeopleView")),
    needs: ["read"],
    nav: { group: "records", label: "nav.people", icon: Users, shortcut: "alt+4", to: "/people" },
  },
  {
    path: "/stock/:id?",
    view: lazy(() => import("./StockView")),
    needs: ["read"],
    nav: { group: "records", label: "nav.stock", icon: Boxes, to: "/stock", figure: "lowStock" },
  },
  {
    path: "/transactions/:id?",
    view: lazy(() => import("./TransactionsView")),
    needs: ["read"],
    nav: {
      group: "records",
      label: "nav.transactions",
      icon: ReceiptText,
      shortcut: "alt+5",
      to: "/transactions",
    },
  },
  {
    path: "/maintenance/:list?/:id?",
    view: lazy(() => import("./MaintenanceView")),
    needs: ["read"],
    nav: { group: "records", label: "nav.maintenance", icon: Wrench, to: "/maintenance" },
  },
  {
    path: "/import/people",
    view: lazy(() => import("./ImportPeopleView")),
    needs: ["import"],
  },
  {
    path: "/import/items",
    view: lazy(() => import("./ImportItemsView")),
    needs: ["import"],
  },
  {
    path: "/discrepancies/:id?",
    view: lazy(() => import("./DiscrepanciesView")),
    needs: ["read"],
    nav: {
      group: "records",
      label: "nav.discrepancies",
      icon: TriangleAlert,
      shortcut: "alt+7",
      to: "/discrepancies",
      figure: "discrepanciesOpen",
    },
  },
  {
    path: "/conflicts",
    view: lazy(() => import("./ConflictsView")),
    needs: ["read"],
  },
  {
    path: "/announcements",
    view: lazy(() => import("./AnnouncementsView")),
    needs: ["read"],
    nav: { group: "site", label: "nav.announcements", icon: Megaphone },
  },
  {
    path: "/notifications",
    view: lazy(() => import("./NotificationsView")),
    needs: ["read"],
    nav: { group: "site", label: "nav.notifications", icon: BellRing, figure: "unread" },
  },
  {
    path: "/stations",
    view: lazy(() => import("./StationsView")),
    needs: ["read"],
    nav: { group: "site", label: "nav.stations", icon: Monitor },
  },
  {
    path: "/reports/:kind?",
    view: lazy(() => import("./ReportsView")),
    needs: ["read"],
    nav: { group: "site", label: "nav.reports", icon: ChartColumn, to: "/reports" },
  },
  {
    path: "/accounts",
    view: lazy(() => import("./AccountsView")),
    needs: ["read"],
    nav: { group: "site", label: "nav.accounts", icon: UserCog },
  },
  {
    path: "/settings",
    view: lazy(() => import("./SettingsView")),
    needs: ["read"],
    nav: { group: "site", label: "nav.settings", icon: SlidersHorizontal },
  },
  {
    path: "/audit",
    view: lazy(() => import("./AuditView")),
    needs: ["verify"],
    nav: { group: "site", label: "nav.audit", icon: ScrollText },
  },
  {
    path: "/feeds",
    view: lazy(() => import("./FeedsView")),
    needs: ["read"],
    nav: { group: "site", label: "nav.feeds", icon: Radio },
  },
];

/** Where the rail, the palette and the hot key lead. */
export function routeAddress(route: AppRoute): string {
  return route.nav?.to ?? route.path;
}

/** The i18n key of a page's help: its address without what changes in it. Every route has one; a test says so. */
export function helpOf(route: AppRoute): string {
  const parts = route.path.split("/").filter((part) => part !== "" && !part.startsWith(":"));
  return ["help", ...parts].join(".");
}

export function routeAllowed(route: AppRoute, can: Can): boolean {
  return route.needs.some(can);
}
