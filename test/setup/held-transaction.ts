import type { Transaction } from 'kysely';
import type { Database } from '../../store/database.js';
import type { OpenDatabase } from '../../store/pool.js';

export interface HeldTransaction {
  release(): Promise<void>;
}

/**
 * Does something in a transaction and keeps it open, with its locks, until it is released: to hold others at a known
 * point. Release it also when the test fails: the database cannot be closed before.
 */
export async function holdTransaction(
  { db }: OpenDatabase,
  work: (trx: Transaction<Database>) => Promise<unknown>,
): Promise<HeldTransaction> {
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
