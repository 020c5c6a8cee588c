import { type Selectable, sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { SyncCounts } from '../domain/sync.js';
import { lockAccount } from './account-lock.js';
import { getAccount } from './accounts.js';
import type { Database, Db, SyncRunState } from './database.js';
import { inTransaction } from './in-transaction.js';
import { createStaging, dropStaging } from './staging-tables.js';

export type SyncRun = Selectable<Database['syncRuns']>;

/** A run as lists show it. */
export type ListedSyncRun = SyncRun & { accountName: string };

/** The workflow that a run belongs to. */
export interface SyncRunKey {
  accountId: AccountId;
  workflowId: string;
  workflowRunId: string;
}

const abandoned = 'Ended without saying how: its worker or its workflow was stopped.';

/**
 * Opens the run of a workflow, with tables to read into. Repeating it gives the same run. Earlier runs of the account
 * that are still open are closed: an account is synced by one workflow at a time, so theirs has ended.
 *
 * @throws AccountNotFoundError
 */
export async function openSyncRun(db: Db, key: SyncRunKey): Promise<SyncRun> {
  return await inTransaction(db, async (trx) => {
    await lockAccount(trx, key.accountId);
    await getAccount(trx, key.accountId);
    const known = await findSyncRun(trx, key);
    if (known && known.state !== 'reading') return known;
    const run = known ?? (await trx.insertInto('syncRuns').values(key).returningAll().executeTakeFirstOrThrow());
    await closeAbandonedRuns(trx, run);
    await createStaging(trx, run.id);
    return run;
  });
}

async function closeAbandonedRuns(trx: Db, { id, accountId }: SyncRun): Promise<void> {
  const earlier = await trx
    .selectFrom('syncRuns')
    .select('id')
    .where('accountId', '=', accountId)
    .where('state', '=', 'reading')
    .where('openedAt', '<', (query) => query.selectFrom('syncRuns').select('openedAt').where('id', '=', id))
    .execute();
  for (const run of earlier) {
    await closeSyncRun(trx, run.id, { state: 'failed', failureType: null, reasons: [abandoned] });
  }
}

/** The run of a workflow; undefined when it never opened one. */
export async function findSyncRun(db: Db, key: SyncRunKey): Promise<SyncRun | undefined> {
  return await db
    .selectFrom('syncRuns')
    .selectAll()
    .where('workflowId', '=', key.workflowId)
    .where('workflowRunId', '=', key.workflowRunId)
    .executeTakeFirst();
}

/** Notes how much a run has read; counts of other kinds stay. */
export async function setProgress(db: Db, runId: string, counts: Partial<SyncCounts>): Promise<void> {
  await db
    .updateTable('syncRuns')
    .set({ counts: sql`counts || ${JSON.stringify(counts)}::jsonb` })
    .where('id', '=', runId)
    .where('state', '=', 'reading')
    .execute();
}

export interface SyncRunEnd {
  state: Extract<SyncRunState, 'failed' | 'rejected' | 'superseded'>;
  failureType?: string | null;
  /** Sentences for people. */
  reasons?: string[];
  reviewedBy?: string;
}

/**
 * Ends a run without applying anything, and drops what it staged: one that reads can fail, one that is held can be
 * rejected or superseded. Any other is left as it is.
 */
export async function closeSyncRun(db: Db, runId: string, end: SyncRunEnd): Promise<void> {
  const { state, failureType, reasons, reviewedBy } = end;
  await inTransaction(db, async (trx) => {
    const run = await findSyncRunById(trx, runId);
    if (!run) return;
    await lockAccount(trx, run.accountId);
    const { numUpdatedRows } = await trx
      .updateTable('syncRuns')
      .set({ state, failureType, reasons, reviewedBy, closedAt: sql`clock_timestamp()` })
      .where('id', '=', runId)
      .where('state', '=', state === 'failed' ? 'reading' : 'held')
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await dropStaging(trx, runId);
  });
}

/** The database's clock: an instant to follow runs from, whatever the clock of this machine says. */
export async function readClock(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`
    select date_trunc('milliseconds', clock_timestamp() + interval '1 millisecond') as now`.execute(db);
  return (rows[0] as { now: Date }).now;
}

/** The first run of an account that was opened after an instant of the database's clock. */
export async function findRunOpenedAfter(db: Db, accountId: AccountId, instant: Date): Promise<SyncRun | undefined> {
  return await db
    .selectFrom('syncRuns')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('openedAt', '>', instant)
    .orderBy('openedAt')
    .limit(1)
    .executeTakeFirst();
}

/** @returns undefined when there is none, or it went with its account */
export async function findSyncRunById(db: Db, runId: string): Promise<SyncRun | undefined> {
  return await db.selectFrom('syncRuns').selectAll().where('id', '=', runId).executeTakeFirst();
}

/** The run of an account that waits for accept or reject. */
export async function findHeldRun(db: Db, accountId: AccountId): Promise<SyncRun | undefined> {
  return await db
    .selectFrom('syncRuns')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('state', '=', 'held')
    .orderBy('openedAt', 'desc')
    .executeTakeFirst();
}

export interface SyncRunFilter {
  /** Names of accounts; all when left out. */
  accounts?: string[];
  states?: SyncRunState[];
  openedSince?: Date;
  limit: number;
}

/** The newest runs first. */
export async function listSyncRuns(db: Db, filter: SyncRunFilter): Promise<ListedSyncRun[]> {
  const { accounts, states, openedSince } = filter;
  return await db
    .selectFrom('syncRuns')
    .innerJoin('accounts', 'accounts.id', 'syncRuns.accountId')
    .selectAll('syncRuns')
    .select('accounts.name as accountName')
    .$if(accounts !== undefined, (query) => query.where('accounts.name', '=', sql<string>`any(${accounts})`))
    .$if(states !== undefined, (query) => query.where('syncRuns.state', '=', sql<SyncRunState>`any(${states})`))
    .$if(openedSince !== undefined, (query) => query.where('syncRuns.openedAt', '>=', openedSince ?? new Date(0)))
    .orderBy('syncRuns.openedAt', 'desc')
    .orderBy('syncRuns.id')
    .limit(filter.limit)
    .execute();
}
