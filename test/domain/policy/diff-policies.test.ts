import { describe, expect, it } from 'vitest';
import type { PersonAttributes } from '../../../domain/people/person-attributes.js';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { diffAccess, inAccount } from '../../../domain/policy/diff-access.js';
import { diffPolicies } from '../../../domain/policy/diff-policies.js';
import { diffRules } from '../../../domain/policy/diff-rules.js';
import { diffSettings } from '../../../domain/policy/diff-settings.js';
import type { AccessRule, Policy } from '../../../domain/policy/policy.js';

function rule(name: string, changes: Partial<AccessRule> = {}): AccessRule {
  return { name, when: [], accounts: '*', hasAccess: true, groups: [], seat: null, ...changes };
}

function policy(...rules: AccessRule[]): Policy {
  const accounts = { acme: { readOnly: false, writesPaused: false, namedSeats: true } };
  return { ...defaultPolicy, matching: 'all', rules, accounts };
}

const groups = (...names: string[]) => names.map((name) => ({ name, isGroupAdmin: false }));
const admins = (...names: string[]) => names.map((name) => ({ name, isGroupAdmin: true }));
const others = { when: [{ attribute: 'department' as const, values: ['Sales'] }] };
const finance: PersonAttributes = { department: 'Finance' };

describe('what somebody gains and loses', () => {
  const gain = (kind: string, name = '') => ({ kind, name });
  const lose = (kind: string, name = '', isKept = false) => ({ kind, name, isKept });

  it.each<[string, AccessRule[], AccessRule[], { gained?: object[]; lost?: object[] }]>([
    ['nothing', [rule('a', { groups: groups('Staff') })], [rule('b', { groups: groups('STAFF') })], {}],
    [
      'a first access',
      [],
      [rule('a', { groups: groups('Staff') })],
      { gained: [gain('access'), gain('group', 'Staff')] },
    ],
    [
      'a group for another that rules still give to others',
      [rule('a', { groups: groups('Old') })],
      [rule('a', { groups: groups('New') }), rule('b', { ...others, groups: groups('Old') })],
      { gained: [gain('group', 'New')], lost: [lose('group', 'Old')] },
    ],
    [
      'a group that no rule gives any more: it is kept',
      [rule('a', { groups: groups('Old') })],
      [rule('a')],
      { lost: [lose('group', 'Old', true)] },
    ],
    [
      'to administer a group',
      [rule('a', { groups: groups('Staff') })],
      [rule('a', { groups: admins('Staff') })],
      { gained: [gain('group-admin', 'Staff')] },
    ],
    [
      'to administer it no more, where rules decide who does',
      [rule('a', { groups: admins('Staff') })],
      [rule('a', { groups: groups('Staff') }), rule('b', { ...others, groups: admins('Staff') })],
      { lost: [lose('group-admin', 'Staff')] },
    ],
    [
      'to administer it no more, where none does: it is kept',
      [rule('a', { groups: admins('Staff') })],
      [rule('a', { groups: groups('Staff') })],
      { lost: [lose('group-admin', 'Staff', true)] },
    ],
    [
      'all, by a rule that gives no access',
      [rule('a', { groups: groups('Staff'), seat: 'builder' })],
      [rule('a', { groups: groups('Staff'), seat: 'builder' }), rule('none', { hasAccess: false })],
      { lost: [lose('access'), lose('group', 'Staff'), lose('seat', 'builder')] },
    ],
    ['the user without a rule: it is kept', [rule('a')], [rule('a', others)], { lost: [lose('access', '', true)] }],
    ['the refusal', [rule('none', { hasAccess: false })], [], { gained: [gain('allowed')] }],
    [
      'another seat',
      [rule('a', { seat: 'standard' })],
      [rule('a', { seat: 'builder' })],
      { gained: [gain('seat', 'builder')], lost: [lose('seat', 'standard')] },
    ],
    [
      'the rule for a seat: it is kept',
      [rule('a', { seat: 'builder' })],
      [rule('a')],
      { lost: [lose('seat', 'builder', true)] },
    ],
  ])('%s', (_, before, after, { gained = [], lost = [] }) => {
    const [old, now] = [policy(...before), policy(...after)].map((one) => inAccount(one, 'acme'));
    expect(old && now && diffAccess(old, now, finance)).toEqual({ gained, lost });
  });

  it('no seat where seats have no names, and one as soon as they get them', () => {
    const seats = policy(rule('a', { seat: 'builder' }));
    const nameless = { ...seats, accounts: {} };
    expect(diffAccess(inAccount(nameless, 'acme'), inAccount(nameless, 'acme'), {}).gained).toEqual([]);
    expect(diffAccess(inAccount(nameless, 'acme'), inAccount(seats, 'acme'), {}).gained).toEqual([
      gain('seat', 'builder'),
    ]);
  });
});

describe('all people and accounts', () => {
  const before = policy(
    rule('all', { groups: groups('Staff') }),
    rule('sales', { ...others, groups: groups('Leads') }),
  );
  const after = policy(rule('all', { groups: groups('Staff', 'News') }));
  const people = ['Finance', 'Sales', 'Sales'].map((department, id) => ({ id, attributes: { department } }));

  it('are told by person and account, and counted by what it is', () => {
    const { differences, ...counts } = diffPolicies(before, after, people, ['acme', 'beta']);
    expect(differences.map(({ person, account, lost }) => [person.id, account, lost.length])).toEqual([
      ...[0, 1, 2].flatMap((id) => ['acme', 'beta'].map((account) => [id, account, id === 0 ? 0 : 1])),
    ]);
    const items = ['acme', 'beta'].flatMap((account) => [
      { account, kind: 'group', name: 'News', gain: 3, lose: 0, keep: 0 },
      { account, kind: 'group', name: 'Leads', gain: 0, lose: 0, keep: 2 },
    ]);
    expect(counts).toMatchObject({ people: { all: 3, gaining: 3, losing: 0, onlyKeeping: 0 } });
    expect(counts.items).toHaveLength(4);
    expect(counts.items).toEqual(expect.arrayContaining(items));
  });

  it('have no difference without one', () => {
    const none = { differences: [], items: [], people: { all: 3, gaining: 0, losing: 0, onlyKeeping: 0 } };
    expect(diffPolicies(before, structuredClone(before), people, ['acme'])).toEqual(none);
  });

  it('are not mixed up by an attribute that only one of the policies looks at', () => {
    const byTitle = { attribute: 'jobTitle' as const, values: ['Clerk'] };
    const clerks = policy(...before.rules, rule('clerks', { when: [byTitle], groups: groups('Clerks') }));
    const two = ['Clerk', 'Head'].map((jobTitle) => ({ attributes: { department: 'Finance', jobTitle } }));
    expect(diffPolicies(before, clerks, two, ['acme']).differences).toMatchObject([
      { person: two[0], account: 'acme' },
    ]);
  });

  it('counts apart who only keeps what no rule gives any more', () => {
    const without = policy(rule('all', { groups: groups('Staff') }));
    const { people: counts } = diffPolicies(before, without, people, ['acme']);
    expect(counts).toEqual({ all: 3, gaining: 0, losing: 0, onlyKeeping: 2 });
  });
});

describe('rules themselves', () => {
  const before = policy(rule('a', { groups: groups('Staff') }), rule('b'), rule('c'));

  it('are new, gone or changed by their names, and begin or cease to decide on groups', () => {
    const after = policy(rule('A', { groups: groups('News') }), rule('c'), rule('d'));
    expect(diffRules(before, after, ['acme'])).toEqual({
      ...{ added: ['d'], removed: ['b'], changed: ['A'], isReordered: false },
      managed: [{ account: 'acme', begin: ['News'], cease: ['Staff'] }],
    });
  });

  it('have an order only where the first that matches decides', () => {
    const turned = { ...before, rules: [...before.rules].reverse() };
    expect(diffRules(before, turned, ['acme']).isReordered).toBe(false);
    expect(diffRules(before, { ...turned, matching: 'first' }, ['acme']).isReordered).toBe(true);
    expect(diffRules(before, { ...before, matching: 'first' }, ['acme']).isReordered).toBe(false);
  });
});

describe('settings', () => {
  const exclusion = {
    ...{ email: 'ci@acme.example', account: '*', owner: 'it', reason: 'releases' },
    ...{ expiresOn: '2027-06-30', expiresAt: '2027-07-01T00:00:00Z' },
  };

  it.each<[Partial<Policy>, object[]]>([
    [{}, []],
    [{ cutOff: '18:00' }, [{ setting: 'cut_off', before: null, after: '18:00' }]],
    [{ moves: { overlapMs: 7 * 86_400_000 } }, [{ setting: 'moves.overlap', before: '0h', after: '7d' }]],
    [
      { secondLook: { afterMs: 36 * 3_600_000, repair: true } },
      [
        { setting: 'second_look.after', before: '1d', after: '36h' },
        { setting: 'second_look.repair', before: 'false', after: 'true' },
      ],
    ],
    [
      { approvals: { ...defaultPolicy.approvals, offboard: 'always', group: ['ada', 'ben'] } },
      [
        { setting: 'approvals.offboard', before: 'never', after: 'always' },
        { setting: 'approvals.group', before: null, after: 'ada, ben' },
      ],
    ],
    [
      { exclusions: [exclusion] },
      [
        {
          setting: 'exclusion of ci@acme.example in all accounts',
          ...{ before: null, after: 'until 2027-06-30: releases (owner: it)' },
        },
      ],
    ],
    [
      { accounts: { acme: { readOnly: true, writesPaused: false, namedSeats: false } } },
      [{ setting: 'accounts.acme.read_only', before: 'false', after: 'true' }],
    ],
  ])('%j', (changes, expected) => {
    const settings = diffSettings(defaultPolicy, { ...defaultPolicy, ...changes });
    expect(settings).toEqual(expected);
    const back = diffSettings({ ...defaultPolicy, ...changes }, defaultPolicy);
    expect(back).toEqual(settings.map(({ setting, before, after }) => ({ setting, before: after, after: before })));
  });
});
