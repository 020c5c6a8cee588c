import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { describeNotMatched } from '../../../domain/policy/describe-not-matched.js';
import { explainRules } from '../../../domain/policy/explain-rules.js';
import type { NotMatched } from '../../../domain/policy/match-rules.js';
import type { Policy } from '../../../domain/policy/policy.js';
import { toUnknownGroup } from '../../../domain/policy/resolve-group.js';

describe('an explanation', () => {
  const policy: Policy = {
    ...defaultPolicy,
    matching: 'all',
    rules: [
      {
        ...{ name: 'all', when: [], accounts: '*', hasAccess: true, seat: 'builder' },
        groups: ['Staff', 'Finance'].map((name) => ({ name, isGroupAdmin: false })),
      },
    ],
    accounts: { acme: { readOnly: false, writesPaused: false, namedSeats: true } },
  };
  const staff = { id: 1, name: 'Staff' };

  it('has each group with its rule, and those that the account does not have', () => {
    const groups = [staff, { id: 2, name: 'Finance Editors' }, { id: 3, name: 'Finance Editors Abroad' }];
    expect(explainRules(policy, {}, { name: 'acme', groups })).toEqual({
      ...{ account: 'acme', access: 'given', decidedBy: ['all'], notMatched: [] },
      seat: { licence: 'builder', rule: 'all', isSet: true },
      groups: [
        { name: 'Staff', isGroupAdmin: false, rules: ['all'] },
        { name: 'Finance', isGroupAdmin: false, rules: ['all'] },
      ],
      unknownGroups: [{ name: 'Finance', rules: ['all'], candidates: 0, near: 'Finance Editors' }],
    });
  });

  it('calls no group unknown where none was ever read, and sets no seat where seats have no names', () => {
    expect(explainRules(policy, {}, { name: 'beta', groups: null })).toMatchObject({
      seat: { isSet: false },
      unknownGroups: [],
    });
  });
});

it.each<[NotMatched, string]>([
  [{ kind: 'other-accounts', accounts: ['acme', 'beta'] }, 'only for acme, beta'],
  [{ kind: 'decided-before', by: 'finance' }, 'it matches, but "finance" comes first and decides'],
  [{ kind: 'denied', by: 'none' }, 'it matches, but "none" gives no access'],
  [
    {
      kind: 'conditions',
      failed: [
        { attribute: 'jobTitle', wanted: ['Head of *', 'Controller'], value: 'Clerk' },
        { attribute: 'costCenter', wanted: ['7'], value: ' ' },
      ],
    },
    'title is "Clerk", not Head of * or Controller; cost_center is not known; the rule wants 7',
  ],
])('a rule that gives nothing says why: %j', (why, words) => {
  expect(describeNotMatched(why)).toBe(words);
});

it.each([
  ['Finance Editor', 'Finance Editors'],
  ['Editors', 'Finance Editors'],
  ['All Finance Editors of Acme', 'Finance Editors'],
  ['IT', null],
  ['Legal', null],
])('near %j there is %j', (name, near) => {
  const groups = ['Digital Readers', 'Finance Editors'].map((known, id) => ({ id, name: known }));
  expect(toUnknownGroup({ name, rules: [] }, groups).near).toBe(near);
});
