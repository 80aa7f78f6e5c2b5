// The choices PRODUCT gives for a person.

export const personStatuses = ["Active", "Inactive", "Suspended", "Archived"] as const;

/** Names of the reference lists a person's fields are chosen from. */
export const lists = { enlisted: "ranks-enlisted", officers: "ranks-officer", groups: "groups" } as const;
