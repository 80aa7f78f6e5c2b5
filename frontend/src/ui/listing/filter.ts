/** A filter of a list. Its name is the service's, and stands in the address. */
export type Filter = ChoiceFilter | ToggleFilter | LookupFilter | DatesFilter;

/** One of several words. */
export interface ChoiceFilter {
  readonly kind: "choice";
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** Yes or nothing. */
export interface ToggleFilter {
  readonly kind: "toggle";
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

/** One record of many, found by typing; links set it too. */
export interface LookupFilter {
  readonly kind: "lookup";
  readonly name: string;
  readonly label: string;
  /** What the set one is called; empty while it is not known. */
  readonly shown: string;
  /** What can be typed. */
  readonly search: string;
  readonly find: (text: string) => Promise<readonly Found[]>;
}

export interface Found {
  readonly value: string;
  readonly label: string;
  readonly detail: string;
}

/** Whole days: two filters, `name` the first moment and `until` the first moment after (RFC 3339). */
export interface DatesFilter {
  readonly kind: "dates";
  readonly name: string;
  readonly until: string;
  readonly label: string;
}
