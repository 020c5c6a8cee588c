import type { GuardName } from '../plan/guards.js';
import type { DecisionKind } from '../run.js';

/** Guards that hold what the policy's `approvals` ask for: overriding one of them approves it. */
const approvalGuards: readonly GuardName[] = ['paid-seat', 'admin-group'];

/** Whether a decision approves something: nobody takes it about what they asked for, and the policy may say who does. */
export function isApproval({ kind, detail }: { kind: DecisionKind; detail: Record<string, unknown> }): boolean {
  if (kind === 'override') return approvalGuards.some((guard) => guard === detail['guard']);
  return kind === 'approve';
}
