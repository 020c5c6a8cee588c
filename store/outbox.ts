import { type Selectable, sql, type Transaction } from 'kysely';
import type { Database, Db } from './database.js';
import { personLockKey } from './person-lock.js';

/** A command that waits to be delivered. */
export type OutboxRow = Selectable<Database['outbox']>;

export type NewCommand =
  { command: 'start-run' | 'tell-run'; runId: string } | { command: 'reconsider'; personId: string };

/** Written with what it follows from: in the caller's transaction. */
export async function enqueue(db: Db, command: NewCommand): Promise<void> {
  await db.insertInto('outbox').values(command).execute();
}

/** Whether there may be a command to deliver or a person to reconsider: cheaper to ask than to take. */
export async function isAnythingDue(db: Db, now: Date): Promise<boolean> {
  const { rows } = await sql<{ isDue: boolean }>`
    select exists (select from outbox where due_at <= clock_timestamp())
      or exists (select from people where reconsider_at <= ${now}) as "isDue"`.execute(db);
  return rows[0]?.isDue === true;
}

/** Takes the oldest command that is due and that nobody else holds, and holds it until the transaction ends. */
export async function takeCommand(trx: Transaction<Database>): Promise<OutboxRow | undefined> {
  return await trx
    .selectFrom('outbox')
    .selectAll()
    .where('dueAt', '<=', sql<Date>`clock_timestamp()`)
    .orderBy('dueAt')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** The command that starts a run, while it waits to be delivered. */
export async function findStart(db: Db, runId: string): Promise<Pick<OutboxRow, 'lastFailure'> | undefined> {
  return await db
    .selectFrom('outbox')
    .select('lastFailure')
    .where('runId', '=', runId)
    .where('command', '=', 'start-run')
    .executeTakeFirst();
}

export async function deleteCommand(db: Db, id: number): Promise<void> {
  await db.deleteFrom('outbox').where('id', '=', id).execute();
}

/** It could not be delivered now: it is tried again, later each time, for ever. */
export async function postponeCommand(db: Db, { id, attempts }: OutboxRow, failure: string): Promise<void> {
  const waitMs = Math.min(30_000, 250 * 2 ** Math.min(attempts, 10));
  await db
    .updateTable('outbox')
    .set({
      attempts: attempts + 1,
      lastFailure: failure,
      dueAt: sql<Date>`clock_timestamp() + ${waitMs} * interval '1 millisecond'`,
    })
    .where('id', '=', id)
    .execute();
}

/** So many are looked through for one on whom nobody decides at the moment. */
const lookThrough = 50;

/**
 * A person of whom the clock alone may have changed what follows; nobody else decides on them until the transaction ends.
 * Those on whom somebody decides at the moment are passed over.
 */
export async function takePersonToReconsider(trx: Transaction<Database>, now: Date): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    with due as materialized (
      select id from people where reconsider_at <= ${now} order by reconsider_at limit ${lookThrough}
    )
    select id from due where pg_try_advisory_xact_lock(${personLockKey(sql<string>`due.id`)}) limit 1`.execute(trx);
  return rows[0]?.id;
}

/** Somebody who could not be decided on now is taken up again in a minute. */
export async function postponePerson(db: Db, personId: string): Promise<void> {
  await db
    .updateTable('people')
    .set({ reconsiderAt: sql<Date>`clock_timestamp() + interval '1 minute'` })
    .where('id', '=', personId)
    .execute();
}
