/** What rules can look at, beside attributes that an organization names itself. */
export const attributeNames = [
  'department',
  'departmentId',
  'jobTitle',
  'employmentType',
  'costCenter',
  'location.name',
  'location.country',
  'location.region',
  /** The manager's work email. */
  'manager',
  /** The manager's id in the HR system. */
  'managerId',
] as const;

export type AttributeName = (typeof attributeNames)[number] | `custom.${string}`;

/** What HR says of a person's work, flat: what is not known is left out. */
export type PersonAttributes = Partial<Record<AttributeName, string>>;
