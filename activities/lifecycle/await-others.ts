import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { askAgainMs, mayCleanUp } from '../../domain/batch.js';
import { noteAttempted, readDisablingProgress } from '../../store/batches.js';
import type { Db } from '../../store/database.js';
import { getRun } from '../../store/runs.js';
import type { AccountKey } from './lifecycle-steps.js';

/**
 * Ends once the clean-up of a leaver may begin in an account. Until then it is tried again and again: retries leave no
 * events.
 */
export async function awaitOthersDisabled(db: Db, { runId, accountId }: AccountKey): Promise<void> {
  const { batchId } = await getRun(db, runId);
  if (batchId === null) return;
  await noteAttempted(db, { runId, accountId });
  const progress = await readDisablingProgress(db, { batchId, runId, accountId });
  if (mayCleanUp(progress)) return;
  throw ApplicationFailure.create({
    type: 'OthersNotDisabledError',
    message: `${progress.open} of ${progress.leavers} leavers of the batch are still to be disabled.`,
    nextRetryDelay: askAgainMs(progress),
    category: ApplicationFailureCategory.BENIGN,
  });
}
