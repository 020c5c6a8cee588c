import { removalLimit } from '../../domain/policy/removal-limit.js';
import type { Account } from '../../store/accounts.js';
import { lockRemovals } from '../../store/account-lock.js';
import type { Db } from '../../store/database.js';
import { inTransaction } from '../../store/in-transaction.js';
import { listOverrides } from '../../store/overrides.js';
import { countDisabledSince, patchRunAccount } from '../../store/run-accounts.js';
import { countActiveUsers } from '../../store/user-addresses.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { AccountKey } from './lifecycle-steps.js';

const dayMs = 24 * 60 * 60_000;

/**
 * Takes one of the removals that the policy allows in an account within a day, just before the call: many leavers at once
 * may all have been planned before the first of them was counted.
 *
 * @returns why there is none left; undefined when it was taken
 */
export async function reserveRemoval(
  { db, policy, now }: Pick<LifecycleDeps, 'db' | 'policy' | 'now'>,
  account: Account,
  { runId }: Pick<AccountKey, 'runId'>,
): Promise<string | undefined> {
  const key = { runId, accountId: account.id };
  const { policy: rules } = await policy();
  return await inTransaction(db, async (trx) => {
    await lockRemovals(trx, account.id);
    const overridden = await listOverrides(trx, key);
    if (!overridden.includes('removal-limit')) {
      const since = new Date(now().getTime() - dayMs);
      const removed = await countDisabledSince(trx, { accountId: account.id, since, exceptRunId: runId });
      const allowed = removalLimit(rules, await countActiveUsers(trx, account.id));
      if (removed >= allowed) return `${removed} users were disabled within a day, and ${allowed} is the limit`;
    }
    await patchRunAccount(trx, key, { disablingAt: now() });
    return undefined;
  });
}

/** Gives it back: the user was not disabled. */
export async function releaseRemoval(db: Db, key: AccountKey): Promise<void> {
  await patchRunAccount(db, key, { disablingAt: null });
}
