import type { LedgerCall, StepOutcome } from '../../domain/ledger.js';
import type { Step } from '../../domain/plan/step.js';
import {
  RetoolError,
  RetoolForbiddenError,
  RetoolRateLimitedError,
  RetoolUnauthorizedError,
} from '../../retool/retool-error.js';
import { BudgetWaitError } from '../../store/budget-gate.js';
import { LeaseLostError } from '../../store/leases.js';
import { appendLedger } from '../../store/ledger.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { PerformStepInput } from './lifecycle-steps.js';
import { releaseRemoval } from './reserve-removal.js';
import { WritesForbiddenError } from './write-errors.js';

/** How an attempt at a step ended that brought an answer to go by. */
export interface TriedStep {
  outcome: StepOutcome;
  problem: string | null;
}

/** What is recorded when the call did not succeed. */
interface Attempted {
  step: Step;
  /** An attempt before this one may have been carried out, and could not be read back. */
  mayBeDone: boolean;
  calls: LedgerCall[];
}

/**
 * A call that was sent and brought no answer to go by is recorded too; the next attempt reads back first. One that was
 * refused, or never sent, has failed.
 */
export async function recordingLoss(
  { db }: LifecycleDeps,
  { runId, accountId, stepId }: PerformStepInput,
  { step, mayBeDone, calls }: Attempted,
  run: () => Promise<TriedStep>,
): Promise<TriedStep> {
  try {
    return await run();
  } catch (error) {
    const isOurs =
      error instanceof RetoolError ||
      error instanceof WritesForbiddenError ||
      error instanceof LeaseLostError ||
      error instanceof BudgetWaitError;
    const problem = isOurs ? error.message : 'an error nobody foresaw';
    const outcome = error instanceof WritesForbiddenError || (isUndone(error) && !mayBeDone) ? 'failed' : 'unknown';
    await appendLedger(db, runId, [{ kind: 'step-ended', accountId, stepId, outcome, calls, problem }]);
    const comesBackByItself = error instanceof RetoolRateLimitedError || error instanceof BudgetWaitError;
    if (step.kind === 'disableUser' && outcome === 'failed' && !comesBackByItself) {
      await releaseRemoval(db, { runId, accountId });
    }
    throw error;
  }
}

/** Whether Retool did nothing for certain. */
function isUndone(error: unknown): boolean {
  return (
    error instanceof BudgetWaitError ||
    error instanceof LeaseLostError ||
    error instanceof RetoolRateLimitedError ||
    error instanceof RetoolUnauthorizedError ||
    error instanceof RetoolForbiddenError
  );
}
