import { describeStep } from '../../domain/plan/describe-step.js';
import { proveStep } from '../../domain/plan/prove-step.js';
import { stepsBeforeEnabling } from '../../domain/plan/step-order.js';
import { appendLedger } from '../../store/ledger.js';
import { listOverrides } from '../../store/overrides.js';
import type { StoredPlan } from '../../store/run-plans.js';
import type { OpenedAccount } from '../account-opener.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { AccountKey } from './lifecycle-steps.js';
import { findUser } from './match-person.js';
import { readPresent } from './read-present.js';
import { facetsOf } from './step-facets.js';

/**
 * Reads back, before somebody is enabled, whether the access of the past is gone, and records what was found.
 *
 * @returns the steps that are not proven, in words; none where an operator wants them enabled all the same
 */
export async function findOldAccess(
  { db }: LifecycleDeps,
  { client, account }: OpenedAccount,
  { runId, accountId }: AccountKey,
  { plan, present: before }: StoredPlan,
  signal: AbortSignal,
): Promise<string[]> {
  const clearing = stepsBeforeEnabling(plan.steps);
  const overridden = await listOverrides(db, { runId, accountId });
  if (clearing.length === 0 || !before.user || overridden.includes('old-access')) return [];
  const { present: after } = await readPresent(
    client,
    {
      user: await findUser(client, before.user.id, signal),
      addresses: [],
      sharedAddresses: [],
      features: account.features,
      sessionsEnded: before.sessionsEnded,
      only: { facets: facetsOf(clearing), before },
    },
    signal,
  );
  const proofs = clearing.map((step) => ({ stepId: step.id, proof: proveStep(step, after) }));
  const found = { accountId, purpose: 'before-enabling' as const, proofs, after, notChecked: plan.notChecked };
  await appendLedger(db, runId, [{ kind: 'verified', ...found }]);
  return clearing.filter((step) => proveStep(step, after) !== 'proven').map(describeStep);
}
