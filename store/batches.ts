import { type Selectable, sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { DisablingProgress } from '../domain/batch.js';
import type { LedgerEntry } from '../domain/ledger.js';
import type { Sealer } from '../domain/sealing.js';
import type { Database, Db } from './database.js';
import { appendLedger } from './ledger.js';
import type { RunAccount } from './run-accounts.js';
import { type Run, workEmailOfRun } from './runs.js';
import { signHead } from './signing.js';

/** Leavers whose runs act at one moment. */
export type Batch = Selectable<Database['batches']>;

export async function insertBatch(
  db: Db,
  batch: { releaseAt: Date; askedBy: string; reason: string | null },
): Promise<Batch> {
  return await db.insertInto('batches').values(batch).returningAll().executeTakeFirstOrThrow();
}

/** The batch of that id. */
export async function getBatch(db: Db, id: string): Promise<Batch> {
  return await db.selectFrom('batches').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** @param name the id, or its first eight characters or more; undefined also when several begin so */
export async function findBatch(db: Db, name: string): Promise<Batch | undefined> {
  if (!/^[0-9a-f-]{8,36}$/.test(name)) return undefined;
  const found = await db
    .selectFrom('batches')
    .selectAll()
    .where(sql<string>`id::text`, 'like', `${name}%`)
    .limit(2)
    .execute();
  return found.length === 1 ? found[0] : undefined;
}

/** Counts a run that is open already among those of a batch. */
export async function joinBatch(db: Db, runId: string, batchId: string): Promise<void> {
  await db.updateTable('runs').set({ batchId }).where('id', '=', runId).execute();
}

/** Closes the runs that a batch brought with it, because nothing of it was started; those that were open before go on. */
export async function closeBatch(
  db: Db,
  sealer: Sealer,
  { id, createdAt }: Pick<Batch, 'id' | 'createdAt'>,
  { outcome, at }: { outcome: string; at: Date },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const closed = await trx
      .updateTable('runs')
      .set({ stage: 'cancelled', closedAt: at, outcome })
      .where('batchId', '=', id)
      .where('closedAt', 'is', null)
      .where('askedAt', '>=', createdAt)
      .returning('id')
      .execute();
    const end: LedgerEntry = { kind: 'stage', stage: 'cancelled', detail: null };
    for (const run of closed) await appendLedger(trx, run.id, [end]);
    // After all of them: whoever has the index of heads and waits for a ledger may be waited for.
    for (const run of closed) await signHead(trx, sealer, run.id);
  });
}

/** Open runs of a batch in the order of their ids, from behind one of them on. */
export async function listOpenRunsOfBatch(
  db: Db,
  batchId: string,
  { after = null, limit }: { after?: string | null; limit?: number } = {},
): Promise<Run[]> {
  const query = db
    .selectFrom('runs')
    .selectAll()
    .where('batchId', '=', batchId)
    .where('closedAt', 'is', null)
    .orderBy('id');
  const some = limit === undefined ? query : query.limit(limit);
  return await (after === null ? some : some.where('id', '>', after)).execute();
}

/** A leaver of a batch: their run, and how it stands in each account. */
export interface BatchLeaver {
  run: Run;
  personKey: string | null;
  workEmail: string | null;
  accounts: RunAccount[];
}

export async function listBatchLeavers(db: Db, batchId: string): Promise<BatchLeaver[]> {
  const [runs, accounts] = await Promise.all([
    db
      .selectFrom('runs')
      .leftJoin('people', 'people.id', 'runs.personId')
      .selectAll('runs')
      .select(['people.key as personKey', workEmailOfRun])
      .where('runs.batchId', '=', batchId)
      .orderBy('runs.workflowId')
      .execute(),
    db
      .selectFrom('runAccounts')
      .innerJoin('runs', 'runs.id', 'runAccounts.runId')
      .selectAll('runAccounts')
      .where('runs.batchId', '=', batchId)
      .orderBy('runAccounts.accountName')
      .execute(),
  ]);
  const byRun = new Map<string, RunAccount[]>();
  for (const account of accounts) byRun.set(account.runId, [...(byRun.get(account.runId) ?? []), account]);
  return runs.map(({ personKey, workEmail, ...run }) => ({
    run,
    personKey,
    workEmail,
    accounts: byRun.get(run.id) ?? [],
  }));
}

/** Notes that the first attempt at disabling is over, whatever came of it; a later one changes nothing. */
export async function noteAttempted(db: Db, { runId, accountId }: { runId: string; accountId: AccountId }) {
  await db
    .updateTable('runAccounts')
    .set({ attemptedAt: sql<Date>`clock_timestamp()` })
    .where('runId', '=', runId)
    .where('accountId', '=', accountId)
    .where('attemptedAt', 'is', null)
    .execute();
}

/**
 * Counts how far the disabling of a batch is in an account. One that waits for approval, or for a later moment, is not
 * waited for; one whose run has not begun at all is.
 */
export async function readDisablingProgress(
  db: Db,
  { batchId, runId, accountId }: { batchId: string; runId: string; accountId: AccountId },
): Promise<DisablingProgress> {
  const { rows } = await sql<DisablingProgress>`
    select
      count(*) as leavers,
      count(*) filter (where
        case when mine.run_id is null then runs.stage = 'planned'
          and (runs.only_accounts is null or accounts.name = any (runs.only_accounts))
        else runs.stage <> 'waiting-for-approval' and mine.state in ('pending', 'working', 'waiting')
          and mine.attempted_at is null and mine.disabled_at is null
        end) as open,
      coalesce(max(greatest(mine.attempted_at, mine.disabled_at)), clock_timestamp()) as "lastAt",
      coalesce(max(mine.attempted_at) filter (where runs.id = ${runId}), clock_timestamp()) as "arrivedAt",
      clock_timestamp() as now
    from runs
      left join accounts on accounts.id = ${accountId}
      left join run_accounts mine on mine.run_id = runs.id and mine.account_id = ${accountId}
    where runs.batch_id = ${batchId} and runs.closed_at is null and runs.effective_at <= clock_timestamp()`.execute(db);
  if (!rows[0]) throw new TypeError('An aggregate gives a row.');
  return rows[0];
}
