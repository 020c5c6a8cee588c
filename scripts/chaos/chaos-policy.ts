/** What the rules of the policy give in each account, by department. */
export const groupsOfDepartment = {
  Finance: ['Finance Editors', 'Marketing Analysts'],
  Sales: ['Sales Viewers', 'Support Leads'],
  Support: ['Support Leads'],
} as const;

export type Department = keyof typeof groupsOfDepartment;

export const departments = Object.keys(groupsOfDepartment) as Department[];

/** In each account, beside the groups of the department. */
export const groupOfEverybody = 'viewer';

/** Nobody is held for leaving with many others. A mover keeps for a moment what the old place gave. */
export const chaosPolicy = `
version: 1
default_time_zone: UTC
removals:
  per_account_and_day:
    count: 100000
moves:
  overlap: 1s
matching: all
rules:
  - name: everybody at work
    when: everybody
    in: '*'
    groups: [${groupOfEverybody}]
    seat: standard
${departments.map(ruleOf).join('')}
accounts:
  chaos-4-70:
    named_seats: true
`;

function ruleOf(department: Department): string {
  return `
  - name: ${department}
    when: { department: ${department} }
    in: '*'
    groups: [${groupsOfDepartment[department].join(', ')}]
`;
}
