import { describe, expect, it } from 'vitest';
import { approvalFor, mayApprove } from '../../../domain/policy/approval.js';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import type { ApprovalRules, Policy } from '../../../domain/policy/policy.js';

const hourMs = 3_600_000;

function policy(approvals: Partial<ApprovalRules>): Policy {
  return { ...defaultPolicy, approvals: { ...defaultPolicy.approvals, ...approvals } };
}

describe('approvalFor', () => {
  it.each([
    ['never', false, undefined],
    ['never', true, undefined],
    ['never', null, undefined],
    ['always', false, 'the policy asks for every offboarding'],
    ['always', true, 'the policy asks for every offboarding'],
    ['admins', false, undefined],
    ['admins', true, 'the policy asks for admins'],
    ['admins', null, 'the policy asks for admins, and whether this is one could not be read'],
  ] as const)('with "%s", for somebody whose being an admin is %s: %s', (offboard, isAdmin, reason) => {
    expect(approvalFor(policy({ offboard }), { kind: 'offboard', isAdmin })?.reason).toBe(reason);
  });

  it('names who decides, when they are reminded, and who decides as well later', () => {
    const rules = policy({ offboard: 'always', group: ['ada'], secondGroup: ['ben'] });
    expect(approvalFor(rules, { kind: 'offboard', isAdmin: false })).toEqual({
      reason: 'the policy asks for every offboarding',
      approvers: ['ada'],
      remindAfterMs: 4 * hourMs,
      escalation: { afterMs: 24 * hourMs, approvers: ['ben'] },
    });
  });
});

describe('mayApprove', () => {
  const approval = (rules: Partial<ApprovalRules>) => {
    const found = approvalFor(policy({ offboard: 'always', ...rules }), { kind: 'offboard', isAdmin: false });
    if (!found) throw new Error('An approval was expected.');
    return found;
  };
  const twoGroups = approval({ group: ['ada'], secondGroup: ['ben'] });

  it.each([
    ['the first group', twoGroups, 'ada', 0, true],
    ['the first group, later too', twoGroups, 'ada', 48, true],
    ['the second group before its time', twoGroups, 'ben', 23.9, false],
    ['the second group from its time on', twoGroups, 'ben', 24, true],
    ['somebody else', twoGroups, 'carl', 48, false],
    ['the first group in other letters', twoGroups, 'Ada', 0, false],
    ['anybody where no group is named', approval({}), 'carl', 0, true],
    ['somebody else where only one group is named', approval({ group: ['ada'] }), 'ben', 48, false],
  ])('%s', (_, given, operator, waitedHours, may) => {
    expect(mayApprove(given, { operator, waitedMs: waitedHours * hourMs })).toBe(may);
  });
});
