import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  log,
  setHandler,
  TemporalFailure,
} from '@temporalio/workflow';
import type { CloseSyncRunInput } from '../activities/sync-steps.js';
import type { AccountId } from '../domain/account.js';
import type { SyncResult } from '../domain/sync.js';
import { failureOf, type KnownFailure } from './failure-of.js';
import { progressQuery } from './messages.js';
import { readInventory } from './read-inventory.js';
import { showResult, showStage, showTicket } from './show-ticket.js';
import { type SyncSteps, syncActivitiesOf } from './sync-activities.js';
import { createTicket, startReading, type SyncTicket } from './sync-ticket.js';

export interface SyncAccountInput {
  accountId: AccountId;
  accountName: string;
  /** `pages`: never ask for all users in one call, for a proxy that cannot carry the answer. */
  readUsers?: 'pages';
}

/** After this time a sync ends by itself, well before the schedule's own backstop. */
const deadline = '3 hours';

/** Readings before a run gives up whose staging is lost again and again. */
const maxReadings = 3;

/**
 * Brings the inventory of one account up to date: open the run, read everything into staging, compare and apply. A
 * read that fails or stays incomplete changes nothing. It ends with a result also when the account cannot be read:
 * the next scheduled run tries again.
 */
export async function syncAccount(input: SyncAccountInput): Promise<SyncResult> {
  const ticket = createTicket(input.accountName);
  const steps = syncActivitiesOf(input.accountId, input.accountName);
  setHandler(progressQuery, () => ticket, { description: 'Stage, what was read so far, and the result.' });
  showTicket(ticket);
  try {
    const result = await CancellationScope.withTimeout(deadline, () => run(input, ticket, steps));
    return showResult(ticket, result);
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const known = toKnownFailure(error);
    const runId = await CancellationScope.nonCancellable(() => closeRun(steps, input.accountId, known));
    if (!known) throw error;
    const result = showResult(ticket, { outcome: 'failed', runId, ...known });
    if (known.failure === 'SyncCancelledError') throw error;
    return result;
  }
}

async function run(input: SyncAccountInput, ticket: SyncTicket, steps: SyncSteps): Promise<SyncResult> {
  const { accountId, readUsers: prefer = 'whole' } = input;
  const opened = await steps.openSyncRun();
  if (opened.outcome === 'skipped') return opened;
  const { runId, paging } = opened;
  for (let reading = 1; reading <= maxReadings; reading++) {
    startReading(ticket);
    showStage(ticket, 'reading');
    if (reading > 1) await steps.discardStaging({ accountId, runId });
    const parts = await readInventory(steps, { accountId, runId, paging, prefer }, ticket);
    showStage(ticket, 'comparing');
    const applied = await steps.applyDifferences({ accountId, runId, parts });
    if (applied.outcome !== 'staging-lost') return { ...applied, runId };
  }
  const message = `What was read got lost ${maxReadings} times before it could be compared.`;
  throw ApplicationFailure.nonRetryable(message, 'StagingLostError');
}

function toKnownFailure(error: TemporalFailure): KnownFailure | undefined {
  if (!isCancellation(error)) return failureOf(error);
  if (CancellationScope.current().consideredCancelled) {
    return { failure: 'SyncCancelledError', message: 'Cancelled by an operator.' };
  }
  return { failure: 'SyncDeadlineError', message: `Not done after ${deadline}.` };
}

const unforeseen = { failure: 'UnexpectedError', message: 'An error nobody foresaw: see the run.' } as const;

/** The row stays open when PostgreSQL does not come back; the next run of the account closes it. */
async function closeRun(
  steps: SyncSteps,
  accountId: AccountId,
  { failure, message }: Omit<CloseSyncRunInput, 'accountId'> = unforeseen,
): Promise<string | null> {
  try {
    return (await steps.closeSyncRun({ accountId, failure, message })).runId;
  } catch (error) {
    log.warn('The row of this run could not be closed', { failure: failureOf(error)?.failure });
    return null;
  }
}
