import type { ApprovalMode, Policy } from './policy.js';

/** What somebody wants to do. */
export interface ApprovalSubject {
  kind: 'offboard' | 'onboard' | 'move' | 'access';
  /** Whether the user is an admin in any account; null when that could not be read. */
  isAdmin: boolean | null;
}

/** Who decides, and what happens while nobody does. */
export interface Approvers {
  /** Names of the operators who may decide; empty: everybody whose role lets them approve. */
  approvers: string[];
  remindAfterMs: number;
  /** Who may decide as well after that time; null when the policy names nobody. */
  escalation: { afterMs: number; approvers: string[] } | null;
}

export interface Approval extends Approvers {
  /** Why the policy asks, in words, without the full stop. */
  reason: string;
}

/** Who decides about what waits for an approval, whatever it was asked for. */
export function approversOf({ approvals }: Policy): Approvers {
  const { group, secondGroup, remindAfterMs, escalateAfterMs } = approvals;
  return {
    approvers: group,
    remindAfterMs,
    escalation: secondGroup.length === 0 ? null : { afterMs: escalateAfterMs, approvers: secondGroup },
  };
}

/**
 * The approval a request needs before it acts; undefined when it needs none. Somebody of whom it is not known whether
 * they are an admin is taken for one.
 */
export function approvalFor(policy: Policy, { kind, isAdmin }: ApprovalSubject): Approval | undefined {
  const reason = reasonFor(policy.approvals[kind], namesOf[kind], isAdmin);
  return reason === undefined ? undefined : { reason, ...approversOf(policy) };
}

const namesOf: Record<ApprovalSubject['kind'], string> = {
  offboard: 'offboarding',
  onboard: 'onboarding',
  move: 'move',
  access: 'change of access',
};

function reasonFor(mode: ApprovalMode, name: string, isAdmin: boolean | null): string | undefined {
  switch (mode) {
    case 'never':
      return undefined;
    case 'always':
      return `the policy asks for every ${name}`;
    case 'admins':
      if (isAdmin === null) return 'the policy asks for admins, and whether this is one could not be read';
      return isAdmin ? 'the policy asks for admins' : undefined;
  }
}

/** Whether two names are those of one operator. */
export function isSameOperator(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/**
 * Whether the policy lets an operator decide once an approval has waited so long. Their role, and whether the request
 * is their own, is judged elsewhere.
 */
export function mayApprove(
  { approvers, escalation }: Approvers,
  { operator, waitedMs }: { operator: string; waitedMs: number },
): boolean {
  if (approvers.length === 0 || approvers.includes(operator)) return true;
  return escalation !== null && waitedMs >= escalation.afterMs && escalation.approvers.includes(operator);
}
