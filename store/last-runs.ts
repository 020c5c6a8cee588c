import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** When the latest run of each account was opened; accounts without a run are left out. */
export async function readLastRunTimes(db: Db): Promise<Map<AccountId, Date>> {
  const rows = await db
    .selectFrom('syncRuns')
    .select(({ fn }) => ['accountId', fn.max('openedAt').as('openedAt')])
    .groupBy('accountId')
    .execute();
  return new Map(rows.map(({ accountId, openedAt }) => [accountId, openedAt]));
}
