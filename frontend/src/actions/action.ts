import type { LucideIcon } from "lucide-react";
import type { NavigateFunction } from "react-router";
import type { Can } from "../domain/roles";
import type { Session } from "../state/session";

export type ActionGroup = "page" | "go" | "screen";

/** What an action may use. */
export interface ActionContext {
  readonly navigate: NavigateFunction;
  readonly session: Session;
  readonly openDialog: (dialog: "appearance" | "password" | "help") => void;
}

/** Something a person can do. The button, the palette and the hot key all run the same one. */
export interface Action {
  readonly id: string;
  /** i18n key. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** "F2", "mod+K", "alt+B"; mod is Ctrl, on a Mac Cmd. */
  readonly shortcut?: string;
  readonly group: ActionGroup;
  readonly allowed: (can: Can) => boolean;
  /** False while it makes no sense (nothing to clear); it stays visible. */
  readonly enabled?: boolean;
  readonly run: (context: ActionContext) => void;
}
