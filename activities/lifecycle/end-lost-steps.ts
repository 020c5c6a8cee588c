import type { LedgerEntry } from '../../domain/ledger.js';
import type { PresentState } from '../../domain/plan/present-state.js';
import { proveStep } from '../../domain/plan/prove-step.js';
import { appendLedger } from '../../store/ledger.js';
import type { PerformedStep } from '../../store/performed-steps.js';
import { patchRunAccount } from '../../store/run-accounts.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { AccountKey } from './lifecycle-steps.js';

/**
 * Ends the steps whose end is not known and that a reading finds as promised. What is so already is in no plan any more,
 * so nothing else would come back to them.
 */
export async function endLostSteps(
  { db, now }: Pick<LifecycleDeps, 'db' | 'now'>,
  { runId, accountId }: AccountKey,
  performed: PerformedStep[],
  present: PresentState,
): Promise<void> {
  const lost = performed.filter(
    ({ step, outcome }) => (outcome === null || outcome === 'unknown') && proveStep(step, present) === 'proven',
  );
  if (lost.length === 0) return;
  const problem = 'the answer was lost; read back';
  const entries = lost.map(({ step: { id: stepId } }): LedgerEntry => {
    return { kind: 'step-ended', accountId, stepId, outcome: 'done', calls: [], problem };
  });
  await db.transaction().execute(async (trx) => {
    await appendLedger(trx, runId, entries);
    if (!lost.some(({ step }) => step.kind === 'disableUser')) return;
    await patchRunAccount(trx, { runId, accountId }, { disabledAt: now() });
  });
}
