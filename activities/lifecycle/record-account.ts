import { type AccountRunState, isFinal } from '../../domain/run.js';
import type { Db } from '../../store/database.js';
import { releaseLeases } from '../../store/leases.js';
import { noteAccountState } from '../../store/run-accounts.js';
import type { AccountKey } from './lifecycle-steps.js';

/** Notes how the run stands in an account; one that is final, or waits for an operator, releases the lease. */
export async function recordAccount(
  db: Db,
  key: AccountKey,
  noted: { state: AccountRunState; detail: string | null; remedy?: string | null },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await noteAccountState(trx, key, noted);
    // An operator may take days: others go on meanwhile, and the next attempt takes a lease and a fence of its own.
    if (isFinal(noted.state) || noted.state === 'held') await releaseLeases(trx, key);
  });
}
