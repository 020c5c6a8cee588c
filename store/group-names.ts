import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** Names of groups of an account in alphabetical order; a group that is not known any more is shown by its id. */
export type GroupNames = (accountId: AccountId, groupIds: number[]) => string[];

/** Reads the groups of some accounts once, so that rows with many group ids can be named without a join. */
export async function findGroupNames(db: Db, accountIds: Iterable<AccountId>): Promise<GroupNames> {
  const ids = [...accountIds];
  const groups =
    ids.length === 0
      ? []
      : await db.selectFrom('groups').select(['accountId', 'id', 'name']).where('accountId', 'in', ids).execute();
  const ofAccounts = new Map<AccountId, Map<number, string>>(ids.map((id) => [id, new Map()]));
  for (const { accountId, id, name } of groups) ofAccounts.get(accountId)?.set(id, name);
  return (accountId, groupIds) => {
    const names = ofAccounts.get(accountId);
    return groupIds.map((id) => names?.get(id) ?? `group ${id}`).sort(byName);
  };
}

function byName(a: string, b: string): number {
  const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
  return lowerA < lowerB ? -1 : lowerA > lowerB ? 1 : 0;
}
