import type { Kysely, Transaction } from 'kysely';
import type { Database } from './database.js';

class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

/** Does everything and takes it back: what a dry run needs to see what would follow. */
export async function rolledBack<T>(db: Kysely<Database>, run: (trx: Transaction<Database>) => Promise<T>): Promise<T> {
  let done: { result: T } | undefined;
  try {
    await db.transaction().execute(async (trx) => {
      done = { result: await run(trx) };
      throw new RolledBack();
    });
  } catch (error) {
    if (error instanceof RolledBack && done) return done.result;
    throw error;
  }
  throw new Error('A transaction that throws cannot end well.');
}
