import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAccount } from '../../../domain/plan/plan-account.js';
import type { Step } from '../../../domain/plan/step.js';
import { withoutGains } from '../../../domain/policy/without-gains.js';
import { anyByRules, anyRehire, anyRules, anyState, newest, noState } from '../plan/model.js';

const gives = (step: Step) =>
  ['createUser', 'createInvite', 'enableUser', 'setSeat', 'addGrant', 'addRoleGrant'].includes(step.kind) ||
  (step.kind === 'addToGroup' && (step.before === null || (step.isGroupAdmin && !step.before.isGroupAdmin)));

describe('whoever leaves', () => {
  it('gets nothing that they do not have, whatever the rules give', () => {
    fc.assert(
      fc.property(anyState, fc.oneof(anyByRules, anyRehire), anyRules, (present, wanted, rules) => {
        const { steps } = planAccount(present, withoutGains(wanted, present), rules);
        expect(steps.filter(gives)).toEqual([]);
      }),
    );
  });

  it('loses what goes with the old work all the same, and keeps what rules still give', () => {
    const inGroup = (groupId: number, isGroupAdmin = false) => ({
      groupId,
      groupName: `group ${groupId}`,
      isGroupAdmin,
    });
    const present = { ...noState, memberships: { read: true as const, value: [inGroup(5, true), inGroup(6)] } };
    const memberships = { present: [inGroup(5), inGroup(7)], absent: [6] };
    const wanted = withoutGains({ active: false, memberships }, present);
    expect(planAccount(present, wanted, newest).steps).toMatchObject([
      { kind: 'disableUser' },
      { kind: 'removeFromGroup', groupId: 6 },
      { kind: 'addToGroup', groupId: 5, isGroupAdmin: false },
    ]);
  });
});
