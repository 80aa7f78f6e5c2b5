import { CircleHelp, KeyRound, Lock, LogOut, Palette } from "lucide-react";
import { type AppRoute, routeAddress, routeAllowed } from "../views/routes";
import type { Action } from "./action";

/** What can be done on every page: go to each page of the rail, lock, sign out, change how it looks. */
export function baseActions(routes: readonly AppRoute[]): readonly Action[] {
  const go = routes.flatMap((route): readonly Action[] =>
    route.nav
      ? [
          {
            id: `go.${route.path}`,
            label: route.nav.label,
            icon: route.nav.icon,
            shortcut: route.nav.shortcut,
            group: "go",
            allowed: (can) => routeAllowed(route, can),
            run: ({ navigate }) => void navigate(routeAddress(route)),
          },
        ]
      : [],
  );
  return [
    ...go,
    {
      id: "screen.help",
      label: "help.open",
      icon: CircleHelp,
      shortcut: "F1",
      group: "screen",
      allowed: () => true,
      run: ({ openDialog }) => openDialog("help"),
    },
    {
      id: "screen.lock",
      label: "actions.lock",
      icon: Lock,
      shortcut: "mod+L",
      group: "screen",
      allowed: () => true,
      run: ({ session }) => void session.lock(),
    },
    {
      id: "screen.password",
      label: "actions.password",
      icon: KeyRound,
      group: "screen",
      allowed: (can) => can("password"),
      run: ({ openDialog }) => openDialog("password"),
    },
    {
      id: "screen.appearance",
      label: "actions.appearance",
      icon: Palette,
      group: "screen",
      allowed: () => true,
      run: ({ openDialog }) => openDialog("appearance"),
    },
    {
      id: "screen.signOut",
      label: "actions.signOut",
      icon: LogOut,
      group: "screen",
      allowed: () => true,
      run: ({ session }) => void session.signOut(),
    },
  ];
}
