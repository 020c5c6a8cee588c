import { type Selectable, sql, type Transaction } from 'kysely';
import { type BreakerVerdict, breakerWindowMs, judgeBreaker } from '../domain/hr/breaker.js';
import type { Database, Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { forgetRosterRows } from './rosters.js';

export type HrBreaker = Selectable<Database['hrBreakers']>;

export interface WantedEndings {
  connectionId: string;
  /** Ids of the people who would newly end or be suspended. */
  subjects: readonly string[];
  /** Of the delivery: an operator let it pass. */
  isReleased: boolean;
  /** Asked only when it matters. */
  countActiveWorkers: () => Promise<number>;
}

/**
 * Asks whether these people may end or be suspended, and counts them when they may. Call it in the transaction that
 * starts their runs, before anything of them is written, and after the locks of people: one transaction a connection
 * passes at a time, until it ends. When it does not pass, the delivery is to be marked as held.
 */
export async function passBreaker(
  trx: Transaction<Database>,
  { connectionId, subjects, isReleased, countActiveWorkers }: WantedEndings,
): Promise<BreakerVerdict> {
  if (subjects.length === 0 || isReleased) return { passes: true };
  const breaker = await lockBreaker(trx, connectionId);
  const passed = new Set(await readPassed(trx, breaker));
  const wanted = [...new Set(subjects)].filter((subject) => !passed.has(subject));
  const facts = { isOpen: breaker.openedAt !== null, isReleased, passed: passed.size, wanted: wanted.length };
  const verdict = judgeBreaker({ ...facts, activeWorkers: await countActiveWorkers() });
  if (verdict.passes) await countPassed(trx, connectionId, wanted);
  else if (verdict.opens) {
    await trx
      .updateTable('hrBreakers')
      .set({ openedAt: sql`clock_timestamp()`, reason: verdict.reason })
      .where('connectionId', '=', connectionId)
      .execute();
  }
  return verdict;
}

async function lockBreaker(trx: Transaction<Database>, connectionId: string): Promise<HrBreaker> {
  await trx
    .insertInto('hrBreakers')
    .values({ connectionId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return await trx
    .selectFrom('hrBreakers')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function readPassed(trx: Transaction<Database>, { connectionId, releasedAt }: HrBreaker): Promise<string[]> {
  const windowStart = sql<Date>`clock_timestamp() - ${breakerWindowMs} * interval '1 millisecond'`;
  const rows = await trx
    .selectFrom('hrPassedEndings')
    .select('subject')
    .where('connectionId', '=', connectionId)
    .where('passedAt', '>', sql<Date>`greatest(${windowStart}, ${releasedAt}::timestamptz)`)
    .execute();
  return rows.map(({ subject }) => subject);
}

async function countPassed(trx: Transaction<Database>, connectionId: string, subjects: string[]): Promise<void> {
  if (subjects.length === 0) return;
  await trx
    .insertInto('hrPassedEndings')
    .values(subjects.map((subject) => ({ connectionId, subject })))
    .onConflict((conflict) =>
      conflict.columns(['connectionId', 'subject']).doUpdateSet({ passedAt: sql`clock_timestamp()` }),
    )
    .execute();
}

/** Forgets what is counted no more. */
export async function forgetPassedEndings(db: Db): Promise<void> {
  const dayAgo = sql<Date>`clock_timestamp() - interval '1 day'`;
  await db.deleteFrom('hrPassedEndings').where('passedAt', '<', dayAgo).execute();
}

/** By the id of their connection: those that are or were open. */
export async function readHrBreakers(db: Db): Promise<Map<string, HrBreaker>> {
  const rows = await db.selectFrom('hrBreakers').selectAll().execute();
  return new Map(rows.map((breaker) => [breaker.connectionId, breaker]));
}

/**
 * Closes the breaker of a connection. What it held is decided on, without being counted, or thrown away. New endings are
 * counted from now on.
 *
 * @returns how many deliveries it held; undefined when it was not open
 */
export async function releaseHrBreaker(
  db: Db,
  connectionId: string,
  { by, reason, discard }: { by: string; reason: string; discard: boolean },
): Promise<number | undefined> {
  return await inTransaction(db, async (trx) => {
    const { openedAt } = await lockBreaker(trx, connectionId);
    const held = await trx
      .updateTable('hrEvents')
      .set(
        discard
          ? { state: 'discarded', reason: `discarded by ${by}: ${reason}`, settledAt: sql`clock_timestamp()` }
          : { state: 'pending', reason: `released by ${by}: ${reason}`, settledAt: null, isReleased: true },
      )
      .where('connectionId', '=', connectionId)
      .where('state', '=', 'held')
      .returning('id')
      .execute();
    if (discard && held.length > 0) await forgetRosterRows(trx, connectionId);
    await trx
      .updateTable('hrBreakers')
      .set({
        openedAt: null,
        reason: null,
        releasedAt: sql`clock_timestamp()`,
        releasedBy: by,
        releaseReason: reason,
      })
      .where('connectionId', '=', connectionId)
      .execute();
    return openedAt === null && held.length === 0 ? undefined : held.length;
  });
}
