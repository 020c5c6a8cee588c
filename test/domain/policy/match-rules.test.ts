import { describe, expect, it } from 'vitest';
import type { PersonAttributes } from '../../../domain/people/person-attributes.js';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { managedGroups } from '../../../domain/policy/managed-groups.js';
import { matchRules } from '../../../domain/policy/match-rules.js';
import { matchesValue } from '../../../domain/policy/match-value.js';
import type { AccessRule, Policy } from '../../../domain/policy/policy.js';

function rule(name: string, changes: Partial<AccessRule> = {}): AccessRule {
  return { name, when: [], accounts: '*', hasAccess: true, groups: [], seat: null, ...changes };
}

function policy(matching: 'first' | 'all', ...rules: AccessRule[]): Policy {
  return { ...defaultPolicy, matching, rules };
}

const inFinance = { attribute: 'department' as const, values: ['Finance'] };
const seniors = { attribute: 'jobTitle' as const, values: ['Senior *', 'Head of *'] };
const ada: PersonAttributes = { department: 'Finance', jobTitle: 'Senior Controller' };
const editors = { name: 'Finance Editors', isGroupAdmin: false };

describe('a value', () => {
  it.each([
    ['Finance', 'finance', true],
    [' FINANCE ', 'Finance', true],
    ['Finance', 'Fin', false],
    ['Caf\u00e9', 'Cafe\u0301', true],
    ['Senior Engineer', 'Senior *', true],
    ['Senior', 'Senior *', false],
    ['Senior', 'Senior*', true],
    ['aXbXc', 'a*b*c', true],
    ['abc', 'a*b*b*c', false],
    ['ab', 'ab*b', false],
    ['anything', '*', true],
    ['x+y (z)', 'x+y (z)', true],
    ['xy', 'x.', false],
    ['Head of Sales, EMEA', '*of*EMEA', true],
  ])('%j is %j: %s', (value, wanted, isSo) => {
    expect(matchesValue(value, wanted)).toBe(isSo);
  });

  it('with very many stars is judged at once', () => {
    expect(matchesValue('a'.repeat(200), `${'a*'.repeat(99)}b`)).toBe(false);
  });
});

describe('rules that all count', () => {
  const rules = policy(
    'all',
    rule('all', { groups: [{ name: 'Staff', isGroupAdmin: false }], seat: 'standard' }),
    rule('finance', { when: [inFinance], groups: [editors], accounts: ['acme'] }),
    rule('seniors', {
      when: [inFinance, seniors],
      groups: [{ name: 'finance editors', isGroupAdmin: true }],
      seat: 'builder',
    }),
  );

  it('add up: each group once with all rules that give it, and the largest seat', () => {
    expect(matchRules(rules, ada, 'acme')).toEqual({
      access: 'given',
      decidedBy: ['all', 'finance', 'seniors'],
      seat: { licence: 'builder', rule: 'seniors' },
      groups: [
        { name: 'Staff', isGroupAdmin: false, rules: ['all'] },
        { name: 'Finance Editors', isGroupAdmin: true, rules: ['finance', 'seniors'] },
      ],
      notMatched: [],
    });
  });

  it('say which conditions did not hold, and what HR says of them', () => {
    const title = { attribute: 'jobTitle', wanted: ['Senior *', 'Head of *'], value: 'Clerk' };
    const department = { attribute: 'department', wanted: ['Finance'], value: undefined };
    expect(matchRules(rules, { jobTitle: 'Clerk' }, 'beta').notMatched).toEqual([
      { rule: 'finance', why: { kind: 'other-accounts', accounts: ['acme'] } },
      { rule: 'seniors', why: { kind: 'conditions', failed: [department, title] } },
    ]);
  });

  it('give nothing for an attribute that nobody knows, whatever is wanted of it', () => {
    const anyDepartment = policy('all', rule('any', { when: [{ attribute: 'department', values: ['*'] }] }));
    expect(matchRules(anyDepartment, {}, 'acme')).toMatchObject({ access: 'not-given' });
    expect(matchRules(anyDepartment, { department: ' ' }, 'acme')).toMatchObject({ access: 'not-given' });
    expect(matchRules(anyDepartment, { department: 'x' }, 'acme')).toMatchObject({ access: 'given' });
  });

  it('look at attributes of the organization’s own', () => {
    const agencies = policy('all', rule('agencies', { when: [{ attribute: 'custom.agency', values: ['*'] }] }));
    expect(matchRules(agencies, { 'custom.agency': 'Initech' }, 'acme').access).toBe('given');
  });

  it('take everything away when one of them says so, wherever it stands', () => {
    const denied = policy('all', rule('all', { groups: [editors] }), rule('none', { hasAccess: false }));
    expect(matchRules(denied, ada, 'acme')).toMatchObject({
      ...{ access: 'denied', decidedBy: ['none'], groups: [] },
      notMatched: [{ rule: 'all', why: { kind: 'denied', by: 'none' } }],
    });
  });
});

describe('rules of which the first counts', () => {
  const rules = policy(
    'first',
    rule('elsewhere', { accounts: ['beta'], hasAccess: false }),
    rule('finance', { when: [inFinance], groups: [editors] }),
    rule('others', { groups: [{ name: 'Staff', isGroupAdmin: false }], seat: 'builder' }),
  );

  it('stop at it, in each account by itself', () => {
    expect(matchRules(rules, ada, 'acme')).toEqual({
      access: 'given',
      decidedBy: ['finance'],
      seat: null,
      groups: [{ name: 'Finance Editors', isGroupAdmin: false, rules: ['finance'] }],
      notMatched: [
        { rule: 'elsewhere', why: { kind: 'other-accounts', accounts: ['beta'] } },
        { rule: 'others', why: { kind: 'decided-before', by: 'finance' } },
      ],
    });
    expect(matchRules(rules, ada, 'beta')).toMatchObject({ access: 'denied', decidedBy: ['elsewhere'] });
  });
});

it('no rules give nobody anything', () => {
  expect(matchRules(defaultPolicy, ada, 'acme')).toEqual({
    access: 'not-given',
    decidedBy: [],
    seat: null,
    groups: [],
    notMatched: [],
  });
});

it('the groups that rules manage are those that any of them gives in the account, to whomever', () => {
  const rules = policy(
    'all',
    rule('finance', { when: [inFinance], groups: [editors], accounts: ['acme'] }),
    rule('leads', { when: [seniors], groups: [{ name: 'FINANCE EDITORS', isGroupAdmin: true }] }),
    rule('elsewhere', { groups: [{ name: 'Other', isGroupAdmin: false }], accounts: ['beta'] }),
  );
  expect(managedGroups(rules, 'acme')).toEqual([
    { name: 'Finance Editors', hasAdmins: true, rules: ['finance', 'leads'] },
  ]);
});
