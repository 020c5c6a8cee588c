import { describeStep } from '../plan/describe-step.js';
import { planAccount } from '../plan/plan-account.js';
import type { PresentState } from '../plan/present-state.js';
import type { WantedState } from '../plan/wanted-state.js';

/**
 * What would still have to be done after a reading, in words. Judged anew from what was read and wanted, not from what
 * was said then; sessions and seats aside, which no reading proves in every version.
 */
export function openSteps(present: PresentState, wanted: WantedState): string[] {
  const rules = { features: { removesDisabledMembers: true, userLogout: false }, namedSeats: false };
  return planAccount(present, wanted, rules).steps.map(describeStep);
}
