import { noteAttempted } from '../../store/batches.js';
import { BudgetWaitError } from '../../store/budget-gate.js';
import type { Db } from '../../store/database.js';
import { LeaseLostError } from '../../store/leases.js';
import { RetoolRateLimitedError } from '../../retool/retool-error.js';
import type { AccountKey } from './lifecycle-steps.js';
import { PlanOutdatedError, WritesForbiddenError } from './write-errors.js';

/** Not the end of an attempt: its turn has not come, or the plan is made anew. */
const noAttempt = [
  BudgetWaitError,
  RetoolRateLimitedError,
  PlanOutdatedError,
  WritesForbiddenError,
  LeaseLostError,
] as const;

/** Does a step on the way to the disabling; when that fails, others of the batch wait for this leaver no longer. */
export async function attempting<T>(db: Db, key: AccountKey, signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!signal.aborted && !noAttempt.some((kind) => error instanceof kind)) {
      // What went wrong is told in any case.
      await noteAttempted(db, key).catch(() => undefined);
    }
    throw error;
  }
}
