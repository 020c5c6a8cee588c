import { activityInfo } from '@temporalio/activity';
import type { AccountId } from '../domain/account.js';
import type { Sealer } from '../domain/sealing.js';
import { AccountNotFoundError, getAccount } from '../store/accounts.js';
import { compareAndApply } from '../store/compare.js';
import type { OpenDatabase } from '../store/pool.js';
import { emptyStaging } from '../store/staging-tables.js';
import { closeSyncRun, findSyncRun, openSyncRun, type SyncRunKey } from '../store/sync-runs.js';
import type { OpenedAccount, WithAccount } from './account-opener.js';
import { translateFailures } from './failures.js';
import { type Heartbeat, heartbeating } from './heartbeating.js';
import { readGroups } from './read-groups.js';
import { readInvites } from './read-invites.js';
import { readNotes } from './read-notes.js';
import { type PageCursor, readAllUsers, readUserPages, type WholeReading } from './read-users.js';
import type { OpenSyncRunResult, RunStep, SyncActivities } from './sync-steps.js';

export interface SyncActivitiesDeps {
  database: OpenDatabase;
  withAccount: WithAccount;
  /** Signs what syncs add to the ledgers of runs. */
  sealer: Sealer;
}

/** The steps of a sync. They run in the bulk share of the account's rate budget. */
export function createSyncActivities({ database, withAccount, sealer }: SyncActivitiesDeps): SyncActivities {
  const { db } = database;

  /** A step that reads: with the account opened, and a beat each second. */
  const reading = <Details, T>(
    { accountId }: RunStep,
    read: (client: OpenedAccount['client'], beat: Heartbeat<Details>, opened: OpenedAccount) => Promise<T>,
  ): Promise<T> =>
    heartbeating<Details, T>((beat) =>
      withAccount({ accountId, lane: 'bulk', signal: beat.signal }, (opened) => read(opened.client, beat, opened)),
    );

  return translateFailures<SyncActivities>({
    openSyncRun: ({ accountId }) => heartbeating(({ signal }) => openRun(database, withAccount, accountId, signal)),
    readUserPages: (input) =>
      reading<PageCursor, Awaited<ReturnType<SyncActivities['readUserPages']>>>(input, (client, beat) =>
        readUserPages(database, client, input, beat),
      ),
    readAllUsers: (input) =>
      reading<WholeReading, { users: number }>(input, (client, beat) => readAllUsers(database, client, input, beat)),
    readGroups: (input) => reading(input, (client, beat) => readGroups(database, client, input, beat)),
    readInvites: (input) => reading(input, (client, beat) => readInvites(database, client, input, beat)),
    readNotes: (input) => reading(input, (_client, beat, opened) => readNotes(database, opened, input, beat)),
    discardStaging: ({ runId }) => heartbeating(() => emptyStaging(db, runId)),
    applyDifferences: ({ accountId, runId, parts }) =>
      heartbeating(() => compareAndApply(db, { accountId, runId, expectedParts: parts, now: new Date(), sealer })),
    closeSyncRun: ({ accountId, failure, message }) =>
      heartbeating(async () => {
        const run = await findSyncRun(db, keyOf(accountId));
        if (run) await closeSyncRun(db, run.id, { state: 'failed', failureType: failure, reasons: [message] });
        return { runId: run?.id ?? null };
      }),
  });
}

async function openRun(
  { db }: OpenDatabase,
  withAccount: WithAccount,
  accountId: AccountId,
  signal: AbortSignal,
): Promise<OpenSyncRunResult> {
  try {
    const { state } = await getAccount(db, accountId);
    if (state === 'paused') return { outcome: 'skipped', reason: 'account-paused' };
    if (state === 'stopped') return { outcome: 'skipped', reason: 'account-stopped' };
    const { id: runId } = await openSyncRun(db, keyOf(accountId));
    return await withAccount({ accountId, lane: 'bulk', confirm: true, signal }, async ({ account }) => ({
      outcome: 'opened',
      runId,
      paging: account.features.paging,
    }));
  } catch (error) {
    if (error instanceof AccountNotFoundError) return { outcome: 'skipped', reason: 'account-removed' };
    throw error;
  }
}

/** The run of the workflow to which this step belongs. */
function keyOf(accountId: AccountId): SyncRunKey {
  const { workflowId, runId } = activityInfo().workflowExecution ?? { workflowId: '', runId: '' };
  return { accountId, workflowId, workflowRunId: runId };
}
