import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../config/policy-file.js';
import { PolicyError } from '../../config/policy-error.js';
import type { Policy } from '../../domain/policy/policy.js';

const head = 'version: 1\ndefault_time_zone: UTC\n';

function read(text: string): Policy {
  return parsePolicy(`${head}${text}`, 'p.yaml').policy;
}

function problemsIn(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const rule = (text: string) => `matching: all\nrules:\n  - {${text}}`;

describe('the second part of a policy file', () => {
  it('is read whole', () => {
    const policy = read(`
onboarding: { lead_time: 2d, create: invite, ignore_starts_older_than: 7d, email_deadline: 0h }
moves: { overlap: 90d }
suspension: { action: report, keep_groups: false }
approvals: { onboard: always, move: always, access: always, paid_seat: never, admin_group: never }
matching: first
rules:
  - name: leads
    when: { department: [Finance, 'Fin *'], title: Controller, custom: { team: blue } }
    in: [acme-cloud, acme-onprem]
    groups: [Finance Editors, { name: Finance Leads, admin: true }]
    seat: builder
  - { name: nobody else, when: everybody, in: '*', access: none }
`);
    const dayMs = 86_400_000;
    expect(policy).toMatchObject({
      onboarding: {
        leadTimeMs: 2 * dayMs,
        create: 'invite',
        ignoreStartsOlderThanMs: 7 * dayMs,
        emailDeadlineMs: 0,
      },
      moves: { overlapMs: 90 * dayMs },
      suspension: { action: 'report', keepGroups: false },
      approvals: { onboard: 'always', move: 'always', access: 'always', paidSeat: 'never', adminGroup: 'never' },
      matching: 'first',
    });
    expect(policy.rules).toEqual([
      {
        name: 'leads',
        when: [
          { attribute: 'department', values: ['Finance', 'Fin *'] },
          { attribute: 'jobTitle', values: ['Controller'] },
          { attribute: 'custom.team', values: ['blue'] },
        ],
        accounts: ['acme-cloud', 'acme-onprem'],
        hasAccess: true,
        groups: [
          { name: 'Finance Editors', isGroupAdmin: false },
          { name: 'Finance Leads', isGroupAdmin: true },
        ],
        seat: 'builder',
      },
      { name: 'nobody else', when: [], accounts: '*', hasAccess: false, groups: [], seat: null },
    ]);
  });

  it.each([
    [
      'rules:\n  - {name: a, when: everybody, in: acme}',
      '1:1 matching: is missing. Write first (the first rule that matches decides in an account) or all (all that match add up).',
    ],
    [rule("name: a, when: {dep: x}, in: '*'"), '5:22 rules[0].when: "dep" is not a setting here. Settings here: …'],
    [
      rule("name: a, when: {title: [x, '']}, in: '*'"),
      "5:33 rules[0].when.title[1]: is empty. Write the value as HR has it, a list of values, or a text with * for any letters: 'Senior *'.",
    ],
    [
      rule("name: a, when: {title: 7}, in: '*'"),
      "5:29 rules[0].when.title: is neither a text nor a list. Write the value as HR has it, a list of values, or a text with * for any letters: 'Senior *'.",
    ],
    [
      rule("name: a, when: {employment_type: [employe]}, in: '*'"),
      '5:40 rules[0].when.employment_type[0]: is not a kind of employment. Choose of employee, contractor, intern, temporary, eor and other.',
    ],
    [
      rule("name: a, when: {custom: {a.b: x}}, in: '*'"),
      '5:31 rules[0].when.custom: this is not the name of an attribute. Names have 100 letters at most, no full stop, and no blank in front.',
    ],
    [
      rule("name: a, when: {}, in: '*'"),
      '5:21 rules[0].when: has no condition. Write conditions such as department: Finance, or everybody.',
    ],
    [
      rule("name: a, in: '*'"),
      '5:5 rules[0].when: is missing. Write conditions such as department: Finance, or everybody.',
    ],
    [rule("name: a, when: everybody, in: ['*', acme]"), "5:36 rules[0].in: names '*' among others. Write '*' alone."],
    [
      rule('name: a, when: everybody, in: acme, groups: [b, {name: B}]'),
      '5:54 rules[0].groups[1]: names a group a second time. Keep one of them.',
    ],
    [
      rule('name: a, when: everybody, in: acme, groups: [all users]'),
      '5:51 rules[0].groups[0]: is the group that everybody is in, always. Leave it out.',
    ],
    [
      rule('name: a, when: everybody, in: acme, groups: [{name: b, admn: true}]'),
      '5:61 rules[0].groups[0]: "admn" is not a setting here. Did you mean admin?',
    ],
    [
      rule('name: a, when: everybody, in: acme, groups: [b], access: none'),
      '5:63 rules[0].access: gives nothing, and the rule gives groups or a seat. Keep one of the two.',
    ],
    [
      `${rule('name: a, when: everybody, in: acme')}\n  - {name: A, when: everybody, in: acme}`,
      '6:12 rules[1].name: is that of another rule. Choose another.',
    ],
    ['moves: {overlap: 367d}', '3:18 moves.overlap: is too long. Give 366 days at most.'],
  ])('that says %j is refused, with its place', (text, problem) => {
    const [start = ''] = problem.split('…');
    expect(problemsIn(text)[0]?.slice(0, `p.yaml:${start}`.length)).toBe(`p.yaml:${start}`);
  });
});
