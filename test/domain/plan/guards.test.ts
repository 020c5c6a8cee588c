import { describe, expect, it } from 'vitest';
import { type GuardFacts, type GuardName, judgePlan, refusingGuards } from '../../../domain/plan/guards.js';
import { planAccount } from '../../../domain/plan/plan-account.js';
import type { PresentState } from '../../../domain/plan/present-state.js';
import { leaverState, type WantedState } from '../../../domain/plan/wanted-state.js';
import { harmless, newest, noState, someUser } from './model.js';

const admin: PresentState = {
  ...noState,
  user: { ...someUser, isAdmin: true },
  memberships: { read: true, value: [{ groupId: 1, groupName: 'admin', isGroupAdmin: false }] },
  invites: { read: true, value: [{ id: 9, expiresAt: null }] },
};

function judge(facts: Partial<GuardFacts>, present = noState, wanted: WantedState = leaverState) {
  const plan = planAccount(present, wanted, newest);
  const { verdicts, allowed } = judgePlan(plan, present, { ...harmless, ...facts });
  return {
    verdicts: verdicts.map(({ guard, decision }) => `${guard}: ${decision}`),
    allowed: allowed.map(({ kind }) => kind),
    all: plan.steps.map(({ kind }) => kind),
  };
}

describe('guards', () => {
  it('allow what nothing speaks against', () => {
    const { verdicts, allowed, all } = judge({});
    expect(verdicts).toEqual([]);
    expect(allowed).toEqual(all);
  });

  it.each<[string, Partial<GuardFacts>, string]>([
    ['read only', { account: { ...harmless.account, access: 'read' } }, 'account-read-only: refuse'],
    ['paused', { account: { ...harmless.account, state: 'paused' } }, 'account-paused: refuse'],
    ['stopped', { account: { ...harmless.account, state: 'stopped' } }, 'account-paused: refuse'],
    ['frozen', { frozen: 'an incident' }, 'writes-frozen: refuse'],
    [
      'of an excluded person (5.27)',
      { exclusion: { owner: 'it', reason: 'break glass', expiresAt: null } },
      'excluded-person: hold',
    ],
    ['of the owner of our token', { tokenOwner: 'this-user' }, 'token-owner: hold'],
    ['beyond the limit of a day', { removals: { lastDay: 10, allowed: 10 } }, 'removal-limit: hold'],
  ])('stop the whole plan of an account that is %s', (_, facts, verdict) => {
    expect(judge(facts)).toMatchObject({ verdicts: [verdict], allowed: [] });
  });

  it.each<[GuardName, Partial<GuardFacts>]>([
    ['excluded-person', { exclusion: { owner: 'it', reason: 'break glass', expiresAt: null } }],
    ['last-admin', { otherAdmins: { read: true, value: 0 } }],
    ['token-owner', { tokenOwner: 'unknown' }],
    ['removal-limit', { removals: { lastDay: 10, allowed: 10 } }],
    ['unknown-group', { unknownGroups: ['no group "Finance Editor"'] }],
    ['no-user', { noUser: 'no name is known' }],
  ])('give the whole command that overrides %s', (guard, facts) => {
    const { verdicts } = judgePlan(planAccount(admin, leaverState, newest), admin, { ...harmless, ...facts });
    const command = `steward override RUN --guard ${guard} --account ${harmless.account.name} --reason "…"`;
    expect(verdicts).toMatchObject([{ guard, remedy: expect.stringContaining(command) as string }]);
  });

  it('hold the last enabled admin, and everything of their plan', () => {
    const { verdicts, allowed } = judge({ otherAdmins: { read: true, value: 0 } }, admin);
    expect(verdicts).toEqual(['last-admin: hold']);
    expect(allowed).toEqual([]);
  });

  it('hold an admin while nobody can tell whether there is another', () => {
    const otherAdmins = { read: false as const, why: { kind: 'failed' as const, failure: 'RetoolTimeoutError' } };
    expect(judge({ otherAdmins }, admin).verdicts).toEqual(['last-admin: hold']);
  });

  it('hold whoever may be an admin, as far as anybody can tell, and say what to do about it', () => {
    const otherAdmins = { read: false as const, why: { kind: 'failed' as const, failure: 'RetoolUnavailableError' } };
    const present = { ...noState, user: { ...someUser, isAdmin: null } };
    const facts = { ...harmless, otherAdmins, tokenOwner: 'unknown' as const };
    const { verdicts, allowed } = judgePlan(planAccount(present, leaverState, newest), present, facts);
    expect(verdicts).toMatchObject([
      {
        guard: 'last-admin',
        reason: 'perhaps an admin, and whether there is another could not be read',
        remedy: expect.stringContaining('Give the token groups:read') as string,
      },
      {
        guard: 'token-owner',
        reason: 'perhaps an admin, and whether the token that the steward works with is theirs is not known',
      },
    ]);
    expect(allowed).toEqual([]);
    const overridden = ['last-admin' as const, 'token-owner' as const];
    expect(judge({ ...facts, overridden }, present).verdicts).toEqual([]);
  });

  it.each([
    ['RetoolUnavailableError', true],
    ['RetoolForbiddenError', undefined],
  ])('rest on what may be readable later, where groups answer with %s: %s', (failure, mayPass) => {
    const unread = { read: false as const, why: { kind: 'failed' as const, failure } };
    const present = { ...noState, user: { ...someUser, isAdmin: null }, memberships: unread };
    const facts = { ...harmless, otherAdmins: unread, tokenOwner: 'unknown' as const };
    const { verdicts } = judgePlan(planAccount(present, leaverState, newest), present, facts);
    expect(verdicts.map((verdict) => [verdict.guard, verdict.mayPass])).toEqual([
      ['last-admin', mayPass],
      ['token-owner', mayPass],
    ]);
  });

  it('hold only the admin group when nobody is disabled', () => {
    const wanted: WantedState = { memberships: { present: [], absent: 'all-others' }, invites: 'none' };
    expect(judge({ otherAdmins: { read: true, value: 0 } }, admin, wanted)).toMatchObject({
      verdicts: ['last-admin: hold'],
      allowed: ['deleteInvite'],
    });
  });

  it('let an admin who is disabled already be cleaned up', () => {
    const present = { ...admin, user: { ...someUser, isAdmin: true, active: false }, sessionsEnded: true };
    expect(judge({ otherAdmins: { read: true, value: 0 } }, present).verdicts).toEqual([]);
  });

  it('hold the disabling of an admin while the owner of our token is unknown, and of nobody else', () => {
    expect(judge({ tokenOwner: 'unknown' }, admin).verdicts).toEqual(['token-owner: hold']);
    expect(judge({ tokenOwner: 'unknown' }).verdicts).toEqual([]);
  });

  it('never let a missing scope of another step keep the disabling from happening', () => {
    const { verdicts, allowed } = judge({ missingScopes: ['groups:write'] }, admin);
    expect(verdicts).toEqual(['missing-scope: refuse']);
    expect(allowed).toContain('disableUser');
    expect(allowed).not.toContain('removeFromGroup');
  });

  it('hold a paid seat until somebody has approved it', () => {
    const present = { ...noState, user: { ...someUser, seatType: 'internalUser' } };
    const plan = planAccount(present, { seat: 'builder' }, { ...newest, namedSeats: true });
    expect(judgePlan(plan, present, harmless).verdicts).toMatchObject([{ guard: 'paid-seat', decision: 'hold' }]);
    expect(judgePlan(plan, present, { ...harmless, overridden: ['paid-seat'] }).allowed).toHaveLength(1);
  });

  it('that hold can be overridden, one by one', () => {
    const facts = { otherAdmins: { read: true as const, value: 0 }, tokenOwner: 'this-user' as const };
    expect(judge({ ...facts, overridden: ['last-admin'] }, admin).verdicts).toEqual(['token-owner: hold']);
    const { allowed, all } = judge({ ...facts, overridden: ['last-admin', 'token-owner'] }, admin);
    expect(allowed).toEqual(all);
  });

  it.each<[GuardName, Partial<GuardFacts>, PresentState?]>([
    ['excluded-person', { exclusion: { owner: 'it', reason: 'break glass', expiresAt: null } }],
    ['last-admin', { otherAdmins: { read: true, value: 0 } }, admin],
    ['token-owner', { tokenOwner: 'this-user' }],
    ['removal-limit', { removals: { lastDay: 10, allowed: 10 } }],
  ])('let everything be done once %s is overridden, and nothing once another is', (guard, facts, present) => {
    const { verdicts, allowed, all } = judge({ ...facts, overridden: [guard] }, present);
    expect({ verdicts, allowed }).toEqual({ verdicts: [], allowed: all });
    expect(judge({ ...facts, overridden: ['paid-seat'] }, present)).toMatchObject({ allowed: [] });
  });

  it.each<[GuardName, Partial<GuardFacts>]>([
    ['account-read-only', { account: { ...harmless.account, access: 'read' } }],
    ['account-paused', { account: { ...harmless.account, state: 'paused' } }],
    ['writes-frozen', { frozen: 'an incident' }],
    ['missing-scope', { missingScopes: ['users:write'] }],
  ])('cannot be overridden where they refuse: %s', (guard, facts) => {
    expect(judge({ ...facts, overridden: [guard] })).toMatchObject({ verdicts: [`${guard}: refuse`], allowed: [] });
    expect(refusingGuards).toContain(guard);
  });

  it('have nothing to say about a plan without steps', () => {
    expect(judge({ frozen: 'an incident' }, { ...noState, user: null })).toEqual({
      verdicts: [],
      allowed: [],
      all: [],
    });
  });
});
