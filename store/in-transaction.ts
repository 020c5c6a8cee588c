import type { Transaction } from 'kysely';
import type { Database, Db } from './database.js';

/** Runs in a transaction of its own, or in the caller's where there is one. */
export async function inTransaction<T>(db: Db, run: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
  return db.isTransaction ? await run(db as Transaction<Database>) : await db.transaction().execute(run);
}
