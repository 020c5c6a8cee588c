/** The attributes that conditions of rules name; `custom.` is followed by the organization's own name of one. */
export const ruleAttributes = [
  'department',
  'title',
  'employment_type',
  'location',
  'country',
  'region',
  'cost_center',
  'manager',
] as const;

export type RuleAttribute = (typeof ruleAttributes)[number] | `custom.${string}`;
