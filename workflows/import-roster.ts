import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { RosterActivities, RosterOutcome } from '../activities/roster-steps.js';
import { searchAttributes } from '../domain/search-attributes.js';
import { taskQueues } from '../domain/task-queues.js';

export interface ImportRosterInput {
  connectionId: string;
  connectionName: string;
}

const { importRosterList } = proxyActivities<RosterActivities>({
  taskQueue: taskQueues.sync,
  summary: 'Fetch the list and compare it',
  heartbeatTimeout: '10 seconds',
  startToCloseTimeout: '10 minutes',
  // The next scheduled run tries again: a list that cannot be fetched is not an empty list.
  scheduleToCloseTimeout: '30 minutes',
});

/** Fetches a full list of people and says what is new in it. */
export async function importRoster({ connectionId, connectionName }: ImportRosterInput): Promise<RosterOutcome> {
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'reading' }]);
  setCurrentDetails(`**List of people** from ${connectionName} · stage: reading`);
  const outcome = await importRosterList({ connectionId }).catch(toOutcome);
  const needsSomebody = ['held', 'refused', 'not-fetched'].includes(outcome.outcome);
  upsertSearchAttributes([
    { key: searchAttributes.stage, value: 'done' },
    ...(needsSomebody ? [{ key: searchAttributes.attention, value: `roster-${outcome.outcome}` }] : []),
  ]);
  setCurrentDetails(`**List of people** from ${connectionName} · stage: done\n\n${describe(outcome)}`);
  return outcome;
}

/** Somebody else's server that is away is no failure of ours. */
function toOutcome(error: unknown): RosterOutcome {
  const { cause } = error instanceof ActivityFailure ? error : {};
  const last = cause instanceof TimeoutFailure ? cause.cause : cause;
  if (last instanceof ApplicationFailure && last.type === 'DownloadError') return { outcome: 'not-fetched' };
  throw error;
}

function describe(outcome: RosterOutcome): string {
  switch (outcome.outcome) {
    case 'taken':
      return `${outcome.rows} rows: ${outcome.added} new, ${outcome.changed} changed, ${outcome.missing} missing.`;
    case 'held':
      return `**Held**: ${outcome.missing} people of the last list are missing, and ${outcome.allowed} may be. Nothing was taken.\n\n**You can**: look at the list; if it is right, steward people import FILE --connection NAME --accept-losses`;
    case 'refused':
      return `**Refused**: ${outcome.problems} lines could not be understood. Nothing was taken.`;
    case 'not-fetched':
      return 'The list could not be fetched for half an hour. An unreachable list is no empty one: nothing was changed. The next scheduled run tries again.';
    case 'gone':
      return 'The connection fetches no list any more.';
  }
}
