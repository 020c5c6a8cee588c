import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { mayMoveTo, type MovedRun } from '../../../domain/policy/may-move-to.js';
import type { OperatorRole } from '../../../domain/run.js';

const now = new Date('2026-11-27T12:00:00Z');
const earlier = new Date('2026-12-01T00:00:00Z');
const later = new Date('2027-02-01T00:00:00Z');
/** Asked for by tim, approved, and waiting for its moment. */
const approved: MovedRun = {
  stage: 'waiting',
  needsApproval: true,
  askedBy: 'tim',
  askedAt: new Date('2026-11-27T11:00:00Z'),
  effectiveAt: new Date('2026-12-31T23:00:00Z'),
};
const move = (to: Date, name: string, role: OperatorRole, changes: Partial<MovedRun> = {}, group: string[] = []) => {
  const policy = { ...defaultPolicy, approvals: { ...defaultPolicy.approvals, group } };
  return mayMoveTo(policy, { ...approved, ...changes }, { to, now, operator: { name, role } });
};

describe('a run that was approved and waits for its moment', () => {
  it.each<[string, string, OperatorRole, boolean]>([
    ['not by who asked for it, whatever their role', 'tim', 'admin', false],
    ['not by who asked for it, in other letters', 'Tim', 'admin', false],
    ['not by an operator', 'olga', 'operator', false],
    ['by an approver', 'ann', 'approver', true],
  ])('acts earlier, be it now, %s', (_, name, role, expected) => {
    expect([move(earlier, name, role), move(now, name, role)]).toEqual([expected, expected]);
  });

  it('acts earlier by whom the policy names alone', () => {
    expect(move(earlier, 'ann', 'approver', {}, ['ann'])).toBe(true);
    expect(move(earlier, 'ben', 'approver', {}, ['ann'])).toBe(false);
  });

  it('acts later by every operator', () => {
    expect(move(later, 'tim', 'operator')).toBe(true);
  });
});

it.each<[string, Partial<MovedRun>]>([
  ['took no approval', { needsApproval: false }],
  ['still waits for it', { stage: 'waiting-for-approval' }],
  ['has acted, and takes its second look', { stage: 'verified' }],
])('what %s is moved by every operator', (_, changes) => {
  expect(move(now, 'tim', 'operator', changes)).toBe(true);
});
