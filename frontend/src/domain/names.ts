/** A name as the unit writes it: SGT DELA CRUZ, Juan M. */
export function formatName(p: {
  readonly rank: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly middle: string;
}): string {
  const middle = p.middle.trim();
  const initial = middle === "" ? "" : ` ${middle.charAt(0).toUpperCase()}.`;
  const first = p.firstName.trim();
  const tail = first === "" ? "" : `, ${first}${initial}`;
  return `${p.rank} ${p.lastName.trim().toUpperCase()}${tail}`.trim();
}

/** Two letters for a person's picture: first name then last name, or of the last name alone. */
export function initials(p: { readonly lastName: string; readonly firstName: string }): string {
  const a = p.firstName.trim().charAt(0);
  const b = p.lastName.trim().charAt(0);
  const both = `${a}${b}`.toUpperCase();
  return both === "" ? "?" : both;
}

/** An item as people call it: M4 Carbine 5.56 0231. */
export function itemName(i: {
  readonly model: string;
  readonly number: string;
  readonly serial: string;
}): string {
  return `${i.model} ${i.number || `SN ${i.serial}`}`;
}
