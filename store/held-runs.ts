import { type ComparisonResult, compareAndApply } from './compare.js';
import type { Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { closeSyncRun, type SyncRun } from './sync-runs.js';

/**
 * Applies what a held run has read, although much vanishes: somebody has looked at it.
 *
 * @returns `staging-lost` when a crash emptied what it had read: then nothing is changed and the run stays held
 */
export async function acceptHeldRun(
  db: Db,
  run: SyncRun,
  { reviewedBy, now }: { reviewedBy: string; now: Date },
): Promise<ComparisonResult> {
  if (run.stagedParts === null) return { outcome: 'staging-lost' };
  const { id: runId, accountId, stagedParts: expectedParts } = run;
  return await inTransaction(db, async (trx) => {
    const result = await compareAndApply(trx, { runId, accountId, expectedParts, acceptShrinkage: true, now });
    if (result.outcome === 'applied') {
      await trx.updateTable('syncRuns').set({ reviewedBy }).where('id', '=', runId).execute();
    }
    return result;
  });
}

/** Drops what a held run has read; the inventory stays as it is. */
export async function rejectHeldRun(db: Db, run: SyncRun, { reviewedBy }: { reviewedBy: string }): Promise<void> {
  await closeSyncRun(db, run.id, { state: 'rejected', reviewedBy, reasons: run.reasons });
}
