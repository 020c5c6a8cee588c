import { includesRole, type OperatorRole, type RunStage } from '../run.js';
import { approversOf, isSameOperator, mayApprove } from './approval.js';
import type { Policy } from './policy.js';

export interface MovedRun {
  stage: RunStage;
  needsApproval: boolean;
  askedBy: string;
  askedAt: Date;
  effectiveAt: Date;
}

/**
 * Whether an operator may have a run act at another moment. What was approved and waits for its moment is made to act
 * earlier only by who could approve that; later, and what took no approval, by every operator.
 */
export function mayMoveTo(
  policy: Policy,
  { stage, needsApproval, askedBy, askedAt, effectiveAt }: MovedRun,
  { to, now, operator: { name, role } }: { to: Date; now: Date; operator: { name: string; role: OperatorRole } },
): boolean {
  if (!needsApproval || stage !== 'waiting' || to >= effectiveAt) return true;
  if (!includesRole(role, 'approver') || isSameOperator(askedBy, name)) return false;
  return mayApprove(approversOf(policy), { operator: name, waitedMs: now.getTime() - askedAt.getTime() });
}
