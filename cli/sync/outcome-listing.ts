import { isFailureType } from '../../domain/failures.js';
import { remedyFor } from '../../domain/remedies.js';
import type { SyncCounts } from '../../domain/sync.js';
import type { ListedSyncRun } from '../../store/sync-runs.js';
import type { CliContext } from '../context.js';
import { formatCount } from '../output/count.js';
import type { Listing } from '../output/listing.js';
import type { Column } from '../output/table.js';
import { formatDuration, formatRecent } from '../output/time.js';

/** Runs as `steward sync --wait` and `steward syncs` show them. */
export function runListing({ terminal, zone, now }: CliContext): Listing<ListedSyncRun> {
  const { colours } = terminal;
  const paintState = (text: string, { state }: ListedSyncRun) => {
    if (state === 'failed') return colours.red(text);
    return state === 'held' ? colours.yellow(text) : text;
  };
  return {
    columns: [
      { title: 'account', value: ({ accountName }) => accountName },
      { title: 'outcome', value: describeState, paint: paintState },
      { title: 'began', value: ({ openedAt }) => formatRecent(openedAt, now(), zone), optional: 1 },
      { title: 'took', value: describeDuration, align: 'right', optional: 2 },
      ...countColumns,
      { title: 'why', value: ({ reasons }) => reasons.join('; '), minWidth: 12, optional: 5 },
    ],
    fields: {
      account: ({ accountName }) => accountName,
      id: ({ id }) => id,
      state: ({ state }) => state,
      baseline: ({ baseline }) => baseline,
      openedAt: ({ openedAt }) => openedAt,
      readAt: ({ readAt }) => readAt,
      closedAt: ({ closedAt }) => closedAt,
      users: countOf('users'),
      groups: countOf('groups'),
      memberships: countOf('memberships'),
      invites: countOf('invites'),
      changes: countOf('changes'),
      reasons: ({ reasons }) => reasons,
      failureType: ({ failureType }) => failureType,
      reviewedBy: ({ reviewedBy }) => reviewedBy,
      workflowId: ({ workflowId }) => workflowId,
      workflowRunId: ({ workflowRunId }) => workflowRunId,
    },
  };
}

function countOf(kind: keyof SyncCounts): (run: ListedSyncRun) => number | null {
  return ({ counts }) => counts[kind] ?? null;
}

const countColumns: Column<ListedSyncRun>[] = (
  [
    ['users', 0],
    ['groups', 3],
    ['memberships', 6],
    ['invites', 7],
    ['changes', 0],
  ] as const
).map(([kind, optional]) => ({
  title: kind,
  value: ({ counts }) => (counts[kind] === undefined ? '–' : formatCount(counts[kind])),
  align: 'right',
  ...(optional > 0 && { optional }),
}));

function describeState({ state, baseline }: ListedSyncRun): string {
  return state === 'applied' && baseline ? 'applied, first' : state;
}

function describeDuration({ openedAt, readAt, closedAt }: ListedSyncRun): string {
  const end = closedAt ?? readAt;
  return end ? formatDuration(Math.max(0, end.getTime() - openedAt.getTime())) : '–';
}

/** What to do about a run that did not apply; undefined when there is nothing to do. */
export function remedyOf({ accountName, state, reasons, failureType }: ListedSyncRun): string | undefined {
  const why = reasons.join('; ').replace(/\.$/, '');
  if (state === 'held') {
    return `${accountName} is held, nothing changed: ${why}. Decide: steward sync review ${accountName} accept|reject`;
  }
  if (state !== 'failed') return undefined;
  const remedy = isFailureType(failureType) ? remedyFor(failureType, accountName) : 'Look at its run in the Web UI.';
  return `${accountName} failed, nothing changed: ${why}. ${remedy}`;
}
