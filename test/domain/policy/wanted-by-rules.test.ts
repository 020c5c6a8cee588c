import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import type { MatchedRules } from '../../../domain/policy/match-rules.js';
import { describeUnknownGroup } from '../../../domain/policy/resolve-group.js';
import { type WantedPurpose, type WantedQuery, wantedByRules } from '../../../domain/policy/wanted-by-rules.js';

const groups = [
  { id: 5, name: 'Finance Editors' },
  { id: 6, name: 'Finance Leads' },
  { id: 7, name: 'Staff' },
  { id: 8, name: 'Sales' },
];
const managed = [
  { name: 'Staff', hasAdmins: false, rules: ['all'] },
  { name: 'Finance Leads', hasAdmins: true, rules: ['finance', 'leads'] },
  { name: 'Sales', hasAdmins: false, rules: ['sales'] },
];
const given: MatchedRules = {
  access: 'given',
  decidedBy: ['all', 'finance'],
  seat: { licence: 'standard', rule: 'all' },
  groups: [
    { name: 'Staff', isGroupAdmin: false, rules: ['all'] },
    { name: 'Finance Leads', isGroupAdmin: false, rules: ['finance'] },
  ],
  notMatched: [],
};
const notGiven: MatchedRules = { ...given, access: 'not-given', decidedBy: [], seat: null, groups: [] };
const denied: MatchedRules = { ...notGiven, access: 'denied', decidedBy: ['none'] };
const identity = { email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' };
const creation = { how: 'user' as const, ...identity };
const staff = { groupId: 7, groupName: 'Staff' };
const leads = { groupId: 6, groupName: 'Finance Leads' };

function wanted(purpose: WantedPurpose, changes: Partial<WantedQuery> = {}) {
  const query = { purpose, matched: given, managed, groups, policy: defaultPolicy, identity, ...changes };
  return wantedByRules(query).wanted;
}

describe('whoever starts', () => {
  it('is made a user where there is none, joins groups, and loses nothing they have', () => {
    expect(wanted('onboard')).toEqual({
      active: true,
      creation,
      seat: 'internalUser',
      keepsLargerSeat: true,
      memberships: { present: [staff, leads], absent: [] },
    });
  });

  it('is invited where the policy says so', () => {
    const policy = { ...defaultPolicy, onboarding: { ...defaultPolicy.onboarding, create: 'invite' as const } };
    expect(wanted('onboard', { policy }).creation).toEqual({ how: 'invite', ...identity });
  });

  it.each([notGiven, denied])('gets nothing where no rule gives it, and is taken nothing', (matched) => {
    expect(wanted('onboard', { matched })).toEqual({});
  });
});

it('whoever comes back has what rules give today, and nothing else', () => {
  const none = { present: [], absent: 'all-others' };
  expect(wanted('rehire')).toEqual({
    active: true,
    creation,
    seat: 'internalUser',
    memberships: {
      present: [
        { ...staff, isGroupAdmin: false },
        { ...leads, isGroupAdmin: false },
      ],
      absent: 'all-others',
    },
    grants: none,
    roleGrants: none,
  });
});

describe('a mover', () => {
  it('gets the new access first, whether or not they are enabled now', () => {
    expect(wanted('move-add')).toEqual({
      creation,
      seat: 'internalUser',
      keepsLargerSeat: true,
      memberships: { present: [staff, leads], absent: [] },
    });
  });

  it('keeps no managed group that rules do not give, and administers none by what was', () => {
    expect(wanted('move-retire')).toEqual({
      creation,
      seat: 'internalUser',
      memberships: { present: [staff, { ...leads, isGroupAdmin: false }], absent: [8] },
    });
  });

  it('loses managed groups alone where no rule speaks of them any more, and stays enabled', () => {
    expect(wanted('move-retire', { matched: notGiven })).toEqual({
      memberships: { present: [], absent: [7, 6, 8] },
    });
  });

  it('is disabled where a rule says that they have no access, after the overlap', () => {
    expect(wanted('move-add', { matched: denied })).toEqual({});
    expect(wanted('move-retire', { matched: denied })).toMatchObject({ active: false, sessions: 'ended' });
  });

  it('without a work email, or suspended, is not made a user', () => {
    expect(wanted('move-add', { identity: null })).not.toHaveProperty('creation');
  });
});

describe('somebody who is suspended', () => {
  const suspension = (changes: Partial<typeof defaultPolicy.suspension>) => ({
    policy: { ...defaultPolicy, suspension: { ...defaultPolicy.suspension, ...changes } },
  });

  it('cannot sign in and keeps everything', () => {
    expect(wanted('suspend')).toEqual({ active: false, sessions: 'ended' });
  });

  it('gives up managed groups where the policy says so', () => {
    expect(wanted('suspend', suspension({ keepGroups: false })).memberships).toEqual({
      present: [],
      absent: [7, 6, 8],
    });
  });

  it('is only reported where the policy says so', () => {
    expect(wanted('suspend', suspension({ action: 'report' }))).toEqual({});
  });

  it('comes back to what rules give today', () => {
    expect(wanted('restore-after-suspension', { wasDisabledByRun: true })).toEqual({
      active: true,
      creation,
      seat: 'internalUser',
      memberships: { present: [staff, { ...leads, isGroupAdmin: false }], absent: [8] },
    });
  });

  it('comes back where no rule speaks of them', () => {
    expect(wanted('restore-after-suspension', { matched: given, wasDisabledByRun: true, isUnknown: true })).toEqual({
      active: true,
    });
    expect(wanted('restore-after-suspension', { matched: notGiven, managed: [], wasDisabledByRun: true })).toEqual({
      active: true,
      memberships: { present: [], absent: [] },
    });
  });

  it('stays disabled where somebody else had disabled them, or a rule says that they have no access', () => {
    expect(wanted('restore-after-suspension')).not.toHaveProperty('active');
    expect(wanted('restore-after-suspension', { matched: denied, wasDisabledByRun: true })).not.toHaveProperty(
      'active',
    );
  });
});

describe('a group of a rule', () => {
  const unknown = (name: string, all = groups) => {
    const matched = { ...given, groups: [{ name, isGroupAdmin: false, rules: ['finance'] }] };
    const result = wantedByRules({
      purpose: 'onboard',
      matched,
      managed: [],
      groups: all,
      policy: defaultPolicy,
      identity,
    });
    return { ids: result.wanted.memberships?.present.map(({ groupId }) => groupId), unknown: result.unknownGroups };
  };

  it('is found by its name, also when only capitals and blanks differ', () => {
    expect(unknown('Finance Editors').ids).toEqual([5]);
    expect(unknown(' finance editors ').ids).toEqual([5]);
  });

  it('that the account does not have is told with a near name', () => {
    const { ids, unknown: told } = unknown('Finance Editor');
    expect(ids).toEqual([]);
    expect(told).toEqual([{ name: 'Finance Editor', rules: ['finance'], candidates: 0, near: 'Finance Editors' }]);
    expect(told.map((group) => describeUnknownGroup(group, 'acme'))).toEqual([
      'no group "Finance Editor" in acme; near: "Finance Editors"',
    ]);
  });

  it('of which there are several is none, unless one is written exactly so', () => {
    const twice = [...groups, { id: 9, name: 'STAFF' }];
    expect(unknown('Staff', twice).ids).toEqual([7]);
    const told = unknown('staff', twice).unknown;
    expect(told.map((group) => describeUnknownGroup(group, 'acme'))).toEqual(['2 groups in acme are called "staff"']);
  });
});
