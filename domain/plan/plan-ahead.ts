import type { AccountRules } from './account-rules.js';
import { type AccountPlan, planAccount } from './plan-account.js';
import type { PresentState, PresentUser } from './present-state.js';
import type { Step } from './step.js';
import type { WantedState } from './wanted-state.js';

/** What is planned once a plan has made a user, beside what there will be then. */
export interface PlanAhead {
  plan: AccountPlan;
  present: PresentState;
}

/**
 * What follows the making of a user, so that whoever looks or approves sees it before. It is planned anew once the user is
 * there. Undefined where a plan makes none.
 */
export function planAhead(
  { steps }: AccountPlan,
  present: PresentState,
  wanted: WantedState,
  rules: AccountRules,
): PlanAhead | undefined {
  const creation = steps.find((step) => step.kind === 'createUser');
  if (!creation) return undefined;
  const then: PresentState = { ...present, user: toUser(creation), memberships: { read: true, value: [] } };
  return { plan: planAccount(then, wanted, rules), present: then };
}

/** Its id is known only once Retool has given it. */
function toUser({ seatType }: Extract<Step, { kind: 'createUser' }>): PresentUser {
  return { id: '', legacyId: null, active: true, isAdmin: false, seatType: seatType ?? null };
}
