export const roles = ["superuser", "administrator", "armorer", "auditor", "display"] as const;
export type Role = (typeof roles)[number];

/** What an account may do, as the service lists it. A screen hides the rest; the service refuses it all the same. */
export type Can = (command: string) => boolean;

export function canOf(commands: readonly string[]): Can {
  const set = new Set(commands);
  return (command) => set.has(command);
}
