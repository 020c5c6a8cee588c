import type { AttributeName } from '../people/person-attributes.js';

/** What conditions of rules look at, by the names that the policy file has for them. */
export const ruleAttributes = {
  department: 'department',
  title: 'jobTitle',
  employment_type: 'employmentType',
  location: 'location.name',
  country: 'location.country',
  region: 'location.region',
  cost_center: 'costCenter',
  manager: 'manager',
} as const satisfies Record<string, AttributeName>;

/** An attribute as the policy file names it. */
export function nameInPolicy(attribute: AttributeName): string {
  const found = Object.entries(ruleAttributes).find(([, name]) => name === attribute);
  return found?.[0] ?? attribute;
}
