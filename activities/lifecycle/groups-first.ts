import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { AccountPlan } from '../../domain/plan/plan-account.js';
import type { RetoolFeatures } from '../../domain/retool-version.js';

/** Then the disabling happens all the same, where the guards allow it. */
const patienceMs = 60_000;

/**
 * Before 3.244 nobody can take a disabled user out of a group. When the groups could not be read a plan to disable would
 * leave them for good, so for a minute the step is tried again instead.
 */
export function assertGroupsRead(
  { steps, notChecked }: AccountPlan,
  { removesDisabledMembers }: RetoolFeatures,
  now: Date,
): void {
  if (removesDisabledMembers || !steps.some(({ kind }) => kind === 'disableUser')) return;
  const unread = notChecked.find(({ facet }) => facet === 'memberships');
  if (unread?.why.kind !== 'failed') return;
  if (now.getTime() - activityInfo().scheduledTimestampMs > patienceMs) return;
  throw ApplicationFailure.create({
    type: unread.why.failure,
    message: 'The groups could not be read, and nobody can take a disabled user out of them in this version',
  });
}
