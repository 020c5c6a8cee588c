import { lockAccount } from './account-lock.js';
import { type ComparisonResult, compareAndApply } from './compare.js';
import type { Db, SyncRunState } from './database.js';
import { inTransaction } from './in-transaction.js';
import { closeSyncRun, findSyncRunById, type SyncRun } from './sync-runs.js';

/** The run was settled by somebody else, or by a later sync: nothing was changed now. */
export class RunNotHeldError extends Error {
  override name = 'RunNotHeldError';

  /** What it is instead; undefined when it was removed with its account. */
  readonly state: SyncRunState | undefined;

  constructor(state: SyncRunState | undefined) {
    super(`The run is not held any more (${state ?? 'removed'}).`);
    this.state = state;
  }
}

/**
 * Applies what a held run has read, although much vanishes: somebody has looked at it.
 *
 * @returns `staging-lost` when a crash emptied what it had read: then nothing is changed and the run stays held
 * @throws RunNotHeldError
 */
export async function acceptHeldRun(
  db: Db,
  run: SyncRun,
  { reviewedBy, now }: { reviewedBy: string; now: Date },
): Promise<ComparisonResult> {
  const { id: runId, accountId } = run;
  return await whileHeld(db, run, async (trx, { stagedParts: expectedParts }) => {
    if (expectedParts === null) return { outcome: 'staging-lost' };
    const result = await compareAndApply(trx, { runId, accountId, expectedParts, acceptShrinkage: true, now });
    if (result.outcome === 'applied') {
      await trx.updateTable('syncRuns').set({ reviewedBy }).where('id', '=', runId).execute();
    }
    return result;
  });
}

/**
 * Drops what a held run has read; the inventory stays as it is.
 *
 * @throws RunNotHeldError
 */
export async function rejectHeldRun(db: Db, run: SyncRun, { reviewedBy }: { reviewedBy: string }): Promise<void> {
  await whileHeld(db, run, async (trx, { id, reasons }) => {
    await closeSyncRun(trx, id, { state: 'rejected', reviewedBy, reasons });
  });
}

/** Settles a run that is held and that nobody else settles meanwhile. */
async function whileHeld<T>(db: Db, run: SyncRun, settle: (trx: Db, held: SyncRun) => Promise<T>): Promise<T> {
  return await inTransaction(db, async (trx) => {
    await lockAccount(trx, run.accountId);
    const held = await findSyncRunById(trx, run.id);
    if (held?.state !== 'held') throw new RunNotHeldError(held?.state);
    return await settle(trx, held);
  });
}
