import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isApproved, planAccount, weightOf } from '../../../domain/plan/plan-account.js';
import type { AccountRules } from '../../../domain/plan/account-rules.js';
import { type PresentState, valueOf } from '../../../domain/plan/present-state.js';
import { proveStep } from '../../../domain/plan/prove-step.js';
import type { Step } from '../../../domain/plan/step.js';
import { stepsBeforeDisabling, stepsBeforeEnabling, takesAccess } from '../../../domain/plan/step-order.js';
import { undoSteps } from '../../../domain/plan/undo-steps.js';
import { leaverState, type WantedState } from '../../../domain/plan/wanted-state.js';
import {
  anyByRules,
  anyRehire,
  anyRules,
  anyState,
  applySteps,
  applyStepsBefore3244,
  memberships,
  newest,
  noState,
  old,
  someUser,
  sorted,
} from './model.js';

const read = <T>(...value: T[]) => ({ read: true as const, value });
const finance = { groupId: 5, groupName: 'Finance Editors', isGroupAdmin: false };
const leads = { groupId: 6, groupName: 'Finance Leads', isGroupAdmin: true };
const app = { type: 'app', id: 'a1' };

const anyWanted: fc.Arbitrary<WantedState> = fc.oneof(
  fc.constant(leaverState),
  memberships.map((present): WantedState => ({
    active: true,
    memberships: { present, absent: 'all-others' },
    seat: 'internalUser',
  })),
  fc.record({ memberships: memberships.map((present) => ({ present, absent: [2, 3] })) }),
);

/** Plans and carries out until nothing is left to do, as runs do round after round. */
function settle(present: PresentState, wanted: WantedState, rules: AccountRules): PresentState {
  const apply = rules.features.removesDisabledMembers ? applySteps : applyStepsBefore3244;
  return [1, 2, 3].reduce((now) => apply(now, planAccount(now, wanted, rules).steps), present);
}

const isEnabling = ({ kind }: Step) => kind === 'enableUser';

const idsOf = ({ memberships: wanted }: WantedState) => wanted?.present.map(({ groupId }) => groupId).sort() ?? [];

const kindsOf = (present: PresentState, wanted: WantedState, rules = newest) =>
  planAccount(present, wanted, rules).steps.map(({ kind }) => kind);

describe('the plan for a leaver', () => {
  const everything: PresentState = {
    ...noState,
    memberships: read(finance, leads),
    invites: read({ id: 812, expiresAt: null }),
    accessRequests: read({ id: 3 }),
    grants: read({ object: app, accessLevel: 'own' }),
    roleGrants: read({ id: 'g1', roleId: 'r1', object: null }),
  };

  it('disables first and cleans up afterwards', () => {
    expect(kindsOf(everything, leaverState)).toEqual([
      'disableUser',
      'logoutUser',
      'removeFromGroup',
      'removeFromGroup',
      'denyAccessRequest',
      'deleteInvite',
      'revokeGrant',
      'revokeRoleGrant',
    ]);
  });

  it('leaves groups first where a disabled user cannot be removed, and ends no sessions where that is not possible', () => {
    const { steps, notChecked } = planAccount(everything, leaverState, old);
    expect(steps.map(({ kind }) => kind).slice(0, 3)).toEqual(['removeFromGroup', 'removeFromGroup', 'disableUser']);
    expect(stepsBeforeDisabling(steps)).toHaveLength(2);
    expect(notChecked).toEqual([{ facet: 'sessions', why: { kind: 'version-too-old', since: '3.363' } }]);
  });

  it('keeps the admin flag of a group for restoring', () => {
    const { steps } = planAccount(everything, leaverState, newest);
    expect(steps.find(({ id }) => id === 'removeFromGroup/6/user_a')).toMatchObject({ wasGroupAdmin: true });
  });

  it('removes what came to somebody who is disabled already', () => {
    const user = { ...someUser, active: false };
    expect(kindsOf({ ...noState, user, sessionsEnded: true, memberships: read(finance) }, leaverState)).toEqual([
      'removeFromGroup',
    ]);
  });

  it('deletes invites of somebody who never had a user', () => {
    expect(kindsOf({ ...noState, user: null, invites: read({ id: 1, expiresAt: null }) }, leaverState)).toEqual([
      'deleteInvite',
    ]);
  });

  it('is empty when there is nothing', () => {
    expect(planAccount({ ...noState, user: null }, leaverState, newest)).toEqual({
      steps: [],
      handOver: [],
      notChecked: [],
    });
  });

  it('lowers the seat where seats are named, and only there', () => {
    const user = { ...someUser, active: false, seatType: 'builder' };
    const present = { ...noState, user, sessionsEnded: true };
    expect(planAccount(present, leaverState, { ...newest, namedSeats: true }).steps).toMatchObject([
      { kind: 'setSeat', from: 'builder', to: 'internalUser' },
    ]);
    expect(kindsOf(present, leaverState)).toEqual([]);
  });

  it('names what could not be read instead of taking it for nothing', () => {
    const why = { kind: 'scope-missing' as const, scope: 'permissions:all:read' };
    const { notChecked } = planAccount({ ...noState, grants: { read: false, why } }, leaverState, newest);
    expect(notChecked).toEqual([{ facet: 'grants', why }]);
  });

  it('hands over tokens, workflows and invites that were sent', () => {
    const token = { id: 't', label: 'nightly', last4: 'k3f9', scopes: ['users:read'], isOurs: false };
    const workflow = { id: 'w', name: 'Month end', crontab: '0 0 1 * *', timeZone: 'UTC', isEnabled: true };
    const present = {
      ...noState,
      tokens: read(token),
      workflows: read(workflow),
      sentInvites: read({ id: 1, expiresAt: null }),
    };
    expect(planAccount(present, leaverState, newest).handOver.map(({ what }) => what)).toEqual([
      'token',
      'workflow',
      'sent-invite',
    ]);
  });
});

describe('the plan for somebody who comes back', () => {
  const wanted: WantedState = { active: true, memberships: { present: [leads], absent: 'all-others' } };
  const disabled = { ...noState, user: { ...someUser, active: false }, memberships: read(finance) };

  it('clears old groups before it enables, and joins the new ones afterwards', () => {
    expect(kindsOf(disabled, wanted)).toEqual(['removeFromGroup', 'enableUser', 'addToGroup']);
  });

  it('enables first where a disabled user cannot be removed from groups', () => {
    expect(kindsOf(disabled, wanted, old)).toEqual(['enableUser', 'removeFromGroup', 'addToGroup']);
  });
});

describe('whoever comes back', () => {
  it('has today’s access and nothing else in the end, in every version, as far as it could be read', () => {
    fc.assert(
      fc.property(anyState, anyRehire, anyRules, (present, wanted, rules) => {
        const after = settle(present, wanted, rules);
        expect(planAccount(after, wanted, rules).steps).toEqual([]);
        expect(after.user?.active).toBe(true);
        const { memberships: has } = after;
        if (has.read) expect(has.value.map(({ groupId }) => groupId).sort()).toEqual(idsOf(wanted));
      }),
    );
  });

  it('has nothing of the past when they are enabled, from 3.244 on', () => {
    fc.assert(
      fc.property(anyState, anyRehire, (present, wanted) => {
        const { steps } = planAccount(present, wanted, newest);
        const atEnabling = applySteps(present, steps.slice(0, steps.findIndex(isEnabling)));
        if (!steps.some(isEnabling) || !atEnabling.memberships.read) return;
        const left = atEnabling.memberships.value.filter(({ groupId }) => !idsOf(wanted).includes(groupId));
        expect([left, valueOf(atEnabling.grants), valueOf(atEnabling.roleGrants)]).toEqual([[], [], []]);
        expect(stepsBeforeEnabling(steps)).toEqual(steps.slice(0, steps.findIndex(isEnabling)).filter(takesAccess));
      }),
    );
  });

  it('leaves old groups right after they are enabled before 3.244, and direct access before', () => {
    fc.assert(
      fc.property(anyState, anyRehire, (present, wanted) => {
        const kinds = kindsOf(present, wanted, old);
        const late = kinds.slice(kinds.indexOf('enableUser') + 1);
        if (!kinds.includes('enableUser')) return;
        expect(late.filter((kind) => kind === 'revokeGrant' || kind === 'revokeRoleGrant')).toEqual([]);
        expect(late.lastIndexOf('removeFromGroup')).toBe(late.filter((kind) => kind === 'removeFromGroup').length - 1);
      }),
    );
  });
});

describe('what rules want', () => {
  it('is reached within three rounds, also for somebody who has no user', () => {
    fc.assert(
      fc.property(anyState, anyByRules, anyRules, (present, wanted, rules) => {
        const isDisabled = present.user?.active === false && wanted.active !== true;
        // Nobody disabled can leave a group there.
        fc.pre(rules.features.removesDisabledMembers || !isDisabled);
        const after = settle(present, wanted, rules);
        expect(planAccount(after, wanted, rules).steps).toEqual([]);
      }),
    );
  });

  it('takes no group away that is not named, and no larger seat while it stays', () => {
    fc.assert(
      fc.property(anyState, anyByRules, anyRules, (present, wanted, rules) => {
        const { steps } = planAccount(present, wanted, rules);
        const absent = wanted.memberships?.absent ?? [];
        for (const step of steps) {
          if (step.kind === 'removeFromGroup') expect(absent).toContain(step.groupId);
          if (step.kind === 'setSeat' && wanted.keepsLargerSeat) expect(step.from).not.toBe('builder');
        }
      }),
    );
  });

  it('never takes a paid seat in the same step as it makes a user', () => {
    const creation = { how: 'user' as const, email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' };
    const nobody = { ...noState, user: null };
    const wanted: WantedState = { active: true, creation, seat: 'builder' };
    const named = { ...newest, namedSeats: true };
    expect(planAccount(nobody, wanted, named).steps).toMatchObject([{ kind: 'createUser', seatType: 'internalUser' }]);
    expect(kindsOf(applySteps(nobody, planAccount(nobody, wanted, named).steps), wanted, named)).toEqual(['setSeat']);
    expect(planAccount(nobody, wanted, newest).steps[0]).not.toHaveProperty('seatType');
  });

  it('sends an invite once, and none while nobody can tell whether there is one', () => {
    const creation = { how: 'invite' as const, email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' };
    const wanted: WantedState = { active: true, creation, memberships: { present: [finance], absent: [] } };
    const nobody = { ...noState, user: null };
    const { steps } = planAccount(nobody, wanted, newest);
    expect(steps).toMatchObject([{ kind: 'createInvite', groupIds: [5], groupNames: ['Finance Editors'] }]);
    expect(kindsOf(applySteps(nobody, steps), wanted)).toEqual([]);
    const unread = { ...nobody, invites: { read: false as const, why: { kind: 'failed' as const, failure: 'x' } } };
    expect(planAccount(unread, wanted, newest).notChecked).toMatchObject([{ facet: 'invites' }]);
  });
});

describe('a plan', () => {
  it('applied to the account reaches the wanted state, and every step is proven', () => {
    fc.assert(
      fc.property(anyState, anyWanted, anyRules, (present, wanted, rules) => {
        const { steps } = planAccount(present, wanted, rules);
        const after = applySteps(present, steps);
        for (const step of steps) expect(['proven', 'not-readable']).toContain(proveStep(step, after));
      }),
    );
  });

  it('on its own result is empty', () => {
    fc.assert(
      fc.property(anyState, anyWanted, anyRules, (present, wanted, rules) => {
        const after = applySteps(present, planAccount(present, wanted, rules).steps);
        expect(planAccount(after, wanted, rules).steps).toEqual([]);
      }),
    );
  });

  it('applied twice changes nothing more', () => {
    fc.assert(
      fc.property(anyState, anyWanted, anyRules, (present, wanted, rules) => {
        const { steps } = planAccount(present, wanted, rules);
        const once = applySteps(
          present,
          steps.filter(({ kind }) => kind !== 'addRoleGrant'),
        );
        expect(
          sorted(
            applySteps(
              once,
              steps.filter(({ kind }) => kind !== 'addRoleGrant'),
            ),
          ),
        ).toEqual(sorted(once));
      }),
    );
  });

  it('has an id for each step that no other step has, and the same in every plan', () => {
    fc.assert(
      fc.property(anyState, anyWanted, anyRules, (present, wanted, rules) => {
        const ids = planAccount(present, wanted, rules).steps.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(planAccount(structuredClone(present), wanted, rules).steps.map(({ id }) => id)).toEqual(ids);
      }),
    );
  });

  it('survives the way through JSON', () => {
    fc.assert(
      fc.property(anyState, anyWanted, anyRules, (present, wanted, rules) => {
        const plan = planAccount(present, wanted, rules);
        expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
      }),
    );
  });

  it('undone brings the former state back, except what nothing can bring back', () => {
    fc.assert(
      fc.property(anyState, anyWanted, anyRules, (present, wanted, rules) => {
        const { steps } = planAccount(present, wanted, rules);
        const after = applySteps(present, steps);
        const { wanted: former, noUndo } = undoSteps(steps);
        const back = applySteps(after, planAccount(after, former, rules).steps);
        if (noUndo.some(({ step }) => step.kind === 'setSeat')) return;
        expect(sorted(back)).toEqual(sorted(present));
      }),
    );
  });
});

describe('several changes of one group', () => {
  const change = { groupId: 7, groupName: 'Support', userId: 'user_a', reason: '' };
  const add = (before: { isGroupAdmin: boolean } | null, isGroupAdmin: boolean): Step => {
    return { id: 'addToGroup/7/user_a', kind: 'addToGroup', ...change, isGroupAdmin, before };
  };
  const remove = (wasGroupAdmin: boolean): Step => {
    return { id: 'removeFromGroup/7/user_a', kind: 'removeFromGroup', ...change, wasGroupAdmin };
  };
  const member = { groupId: 7, groupName: 'Support', isGroupAdmin: false };

  it.each([
    ['a member made admin, and removed', [add({ isGroupAdmin: false }, true), remove(true)], [member], []],
    ['a member removed, and added as admin', [remove(false), add(null, true)], [member], []],
    ['somebody added, and made admin', [add(null, false), add({ isGroupAdmin: false }, true)], [], [7]],
    ['somebody added, and removed', [add(null, false), remove(false)], [], [7]],
  ])('are undone to what was there before the first: %s', (_what, steps, present, absent) => {
    expect(undoSteps(steps).wanted.memberships).toEqual({ present, absent });
  });
});

describe('an approval', () => {
  const weight = (present: PresentState) => weightOf(planAccount(present, leaverState, newest));
  const admin = { ...noState, user: { ...someUser, isAdmin: true } };

  it('covers what is left of a plan that is half done', () => {
    const done = { ...noState, user: { ...someUser, active: false }, memberships: read(finance) };
    expect(isApproved(weight(done), weight(noState))).toBe(true);
  });

  it('covers somebody who might have been an admin and is none', () => {
    expect(isApproved(weight(noState), weight(admin))).toBe(true);
  });

  it('does not cover somebody who has become an admin, another user, or what nobody could see', () => {
    expect(isApproved(weight(admin), weight(noState))).toBe(false);
    expect(isApproved(weight({ ...noState, user: { ...someUser, id: 'user_b' } }), weight(noState))).toBe(false);
    expect(isApproved(weight(noState), '')).toBe(false);
  });

  it('does not cover another user who is disabled already and has groups', () => {
    const disabled = (id: string) => ({
      ...noState,
      user: { ...someUser, id, active: false },
      memberships: read(finance),
    });
    expect(isApproved(weight(disabled(someUser.id)), weight(noState))).toBe(true);
    expect(isApproved(weight(disabled('user_b')), weight(noState))).toBe(false);
  });
});
