import { log } from '@temporalio/workflow';
import type { RunStep } from '../activities/sync-steps.js';
import type { FailureType } from '../domain/failures.js';
import { failureOf } from './failure-of.js';
import type { SyncSteps } from './sync-activities.js';

/** Trouble of Retool that may concern these calls alone: then the inventory is worth more than the notes. */
const notesMayFailBy: readonly FailureType[] = [
  'RetoolUnreachableError',
  'RetoolTimeoutError',
  'RetoolRateLimitedError',
  'RetoolUnavailableError',
  'StepTimedOutError',
];

/** Reads access tokens and workflows. When that does not work, what is known of them stays as it is. */
export async function readNotes(steps: SyncSteps, run: RunStep): Promise<void> {
  try {
    await steps.readNotes(run);
  } catch (error) {
    const known = failureOf(error);
    if (!known || !notesMayFailBy.includes(known.failure)) throw error;
    log.warn('Access tokens and workflows could not be read', { failure: known.failure });
  }
}
