import { type AccountRunState, isFinal } from '../../domain/run.js';
import type { Db } from '../../store/database.js';
import { assertLease, type HeldLease, releaseLeases } from '../../store/leases.js';
import { listRunAccounts, noteAccountState } from '../../store/run-accounts.js';
import type { AccountKey } from './lifecycle-steps.js';

interface Noted {
  state: AccountRunState;
  detail: string | null;
  remedy?: string | null;
}

/**
 * Notes how the run stands in an account; one that is final, or waits for an operator, releases the lease. That comes
 * first: a late attempt at a step locks the lease before the ledger, too.
 */
export async function recordAccount(db: Db, key: AccountKey, noted: Noted): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // An operator may take days: others go on meanwhile, and the next attempt takes a lease and a fence of its own.
    if (isFinal(noted.state) || noted.state === 'held') await releaseLeases(trx, key);
    await noteAccountState(trx, key, noted);
  });
}

/**
 * Records that all is verified in an account, and gives back what the run holds there, if it still holds that lease.
 *
 * @throws LeaseLostError to an attempt that comes too late, or again: its end is not the end any more
 */
export async function recordVerified(db: Db, lease: HeldLease, detail: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await assertLease(trx, lease);
    // A user who was made is another subject than the person was.
    await releaseLeases(trx, lease);
    await noteAccountState(trx, lease, { state: 'verified', detail });
  });
}

/** Takes back the end that an attempt recorded whose worker died before Temporal heard of it. */
export async function takeBackEnd(db: Db, key: AccountKey): Promise<void> {
  const accounts = await listRunAccounts(db, key.runId);
  const hasEnded = accounts.some(({ accountId, state }) => accountId === key.accountId && isFinal(state));
  if (hasEnded) await noteAccountState(db, key, { state: 'working', detail: null });
}
