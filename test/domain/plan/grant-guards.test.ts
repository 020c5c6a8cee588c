import { describe, expect, it } from 'vitest';
import { type GuardFacts, judgePlan } from '../../../domain/plan/guards.js';
import { planAccount } from '../../../domain/plan/plan-account.js';
import type { PresentState } from '../../../domain/plan/present-state.js';
import type { WantedState } from '../../../domain/plan/wanted-state.js';
import { harmless, newest, noState, old, someUser } from './model.js';

const finance = { groupId: 5, groupName: 'Finance', isGroupAdmin: false };
const admins = { groupId: 1, groupName: 'Admin', isGroupAdmin: false };
const nothingElse = { present: [], absent: 'all-others' as const };
const creation = { email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' };
const rehire: WantedState = { active: true, memberships: nothingElse, grants: nothingElse, roleGrants: nothingElse };

const left: PresentState = {
  ...noState,
  user: { ...someUser, active: false },
  memberships: { read: true, value: [finance] },
};

function judge(present: PresentState, wanted: WantedState, facts: Partial<GuardFacts> = {}, rules = newest) {
  const { verdicts, allowed } = judgePlan(planAccount(present, wanted, rules), present, { ...harmless, ...facts });
  return {
    verdicts: verdicts.map(({ guard, decision }) => `${guard}: ${decision}`),
    allowed: allowed.map(({ kind }) => kind),
  };
}

describe('whoever comes back', () => {
  it('is enabled where their old groups can be taken away before', () => {
    expect(judge(left, rehire)).toEqual({ verdicts: [], allowed: ['removeFromGroup', 'enableUser'] });
  });

  it('waits for an operator where old groups can only be left once they are enabled', () => {
    expect(judge(left, rehire, {}, old)).toEqual({ verdicts: ['old-access: hold'], allowed: [] });
    expect(judge(left, rehire, { overridden: ['old-access'] }, old).allowed).toEqual(['enableUser', 'removeFromGroup']);
    expect(judge({ ...left, memberships: { read: true, value: [] } }, rehire, {}, old).allowed).toEqual(['enableUser']);
  });

  it('waits for an operator where the token cannot take their old groups away', () => {
    expect(judge(left, rehire, { missingScopes: ['groups:write'] })).toEqual({
      verdicts: ['missing-scope: refuse', 'old-access: hold'],
      allowed: [],
    });
  });

  it.each([
    ['groups', 'memberships', 'scope-missing', 'old-access: hold'],
    ['direct access', 'grants', 'failed', 'old-access: hold'],
    ['roles', 'roleGrants', 'version-too-old', undefined],
  ] as const)('whose old %s could not be read (%s: %s) is judged: %s', (_, facet, kind, verdict) => {
    const why = { kind, scope: 'x', failure: 'x', since: 'x' };
    const present = { ...left, memberships: noState.memberships, [facet]: { read: false, why } } as PresentState;
    expect(judge(present, rehire).verdicts).toEqual(verdict === undefined ? [] : [verdict]);
  });

  it('does not wait where nothing was asked about what they had', () => {
    expect(judge(left, { active: true }, {}, old)).toEqual({ verdicts: [], allowed: ['enableUser'] });
  });
});

describe('a Builder seat', () => {
  const builder: PresentState = { ...noState, user: { ...someUser, active: false, seatType: 'builder' } };
  const named = { ...newest, namedSeats: true };

  it('that comes back with a user waits for its approval, unless it is lowered or they had it all along', () => {
    expect(judge(builder, { active: true }, {}, named).verdicts).toEqual(['paid-seat: hold']);
    expect(judge(builder, { active: true, seat: 'internalUser' }, {}, named).verdicts).toEqual([]);
    const asks = { ...harmless.asks, seatOfEnabled: false };
    expect(judge(builder, { active: true }, { asks }, named).verdicts).toEqual([]);
  });

  it('waits alone: everything else is done', () => {
    const wanted: WantedState = { seat: 'builder', memberships: { present: [finance], absent: [] } };
    expect(judge(noState, wanted, {}, named)).toEqual({ verdicts: ['paid-seat: hold'], allowed: ['addToGroup'] });
  });

  it('needs no approval where the policy wants none', () => {
    const asks = { ...harmless.asks, paidSeat: false };
    expect(judge(noState, { seat: 'builder' }, { asks }, named).allowed).toEqual(['setSeat']);
  });
});

describe('the group of administrators', () => {
  const wanted = (...present: (typeof finance)[]): WantedState => ({ memberships: { present, absent: [] } });

  it('is joined after an approval alone', () => {
    const { verdicts, allowed } = judge(noState, wanted(admins, finance));
    expect({ verdicts, allowed }).toEqual({ verdicts: ['admin-group: hold'], allowed: ['addToGroup'] });
    const asks = { ...harmless.asks, adminGroup: false };
    expect(judge(noState, wanted(admins), { asks }).allowed).toEqual(['addToGroup']);
  });

  it('keeps whoever is in it', () => {
    const present: PresentState = { ...noState, memberships: { read: true, value: [admins] } };
    expect(judge(present, wanted({ ...admins, isGroupAdmin: true })).verdicts).toEqual([]);
  });

  it('is given by no invite either', () => {
    const invite: WantedState = { creation: { how: 'invite', ...creation }, ...wanted(admins) };
    expect(judge({ ...noState, user: null }, invite)).toEqual({ verdicts: ['admin-group: hold'], allowed: [] });
  });
});

it('no invite is sent while nobody can tell whether there is one', () => {
  const why = { kind: 'scope-missing' as const, scope: 'users:read' };
  const present: PresentState = { ...noState, user: null, invites: { read: false, why } };
  const overridden = ['unread-invites' as const];
  expect(judge(present, { creation: { how: 'invite', ...creation } }, { overridden })).toEqual({
    verdicts: ['unread-invites: refuse'],
    allowed: [],
  });
});

describe('what no step can bring about', () => {
  it('is told, also where there is nothing else to do, and can be overridden', () => {
    const facts = { unknownGroups: ['no group "x" in acme'], noUser: 'no work email is known' };
    expect(judge(noState, {}, facts).verdicts).toEqual(['unknown-group: hold', 'no-user: hold']);
    expect(judge(noState, {}, { ...facts, overridden: ['unknown-group', 'no-user'] }).verdicts).toEqual([]);
  });
});
