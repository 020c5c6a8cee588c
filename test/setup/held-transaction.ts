import type { Transaction } from 'kysely';
import type { Database } from '../../store/database.js';
import type { OpenDatabase } from '../../store/pool.js';

/**
 * Does something in a transaction and keeps it open, with its locks, until it is released: to hold others at a known
 * point.
 */
export async function holdTransaction(
  { db }: OpenDatabase,
  work: (trx: Transaction<Database>) => Promise<unknown>,
): Promise<{ release(): Promise<void> }> {
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let held: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    held = db.transaction().execute(async (trx) => {
      await work(trx);
      resolve();
      await released;
    });
    held.catch(reject);
  });
  return {
    async release() {
      release();
      await held;
    },
  };
}
