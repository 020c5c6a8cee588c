import type { LedgerEntry } from '../../domain/ledger.js';
import type { Step } from '../../domain/plan/step.js';
import { withoutIdentity } from '../../domain/plan/without-identity.js';
import type { Account } from '../../store/accounts.js';
import { appendUnderLease, assertLease, type HeldLease } from '../../store/leases.js';
import { appendLedger } from '../../store/ledger.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import { reserveRemoval } from './reserve-removal.js';
import { WritesForbiddenError } from './write-errors.js';

/**
 * Records what is about to be sent, and confirms the lease in the same transaction: whoever takes the lease afterwards
 * sees the intent, and where it was taken before there is none, nor is a removal reserved.
 *
 * @throws LeaseLostError, WritesForbiddenError
 */
export async function recordIntent(deps: LifecycleDeps, account: Account, lease: HeldLease, step: Step): Promise<void> {
  const { runId, accountId, fence } = lease;
  const intents: LedgerEntry[] = [
    { kind: 'step-intended', accountId, stepId: step.id, step: withoutIdentity(step), fence },
  ];
  if (step.kind !== 'disableUser') return await appendUnderLease(deps.db, lease, intents);
  await deps.db.transaction().execute(async (trx) => {
    await assertLease(trx, lease);
    const limit = await reserveRemoval({ ...deps, db: trx }, account, { runId });
    if (limit !== undefined) throw new WritesForbiddenError(`Held: ${limit}.`);
    await appendLedger(trx, runId, intents);
  });
}
