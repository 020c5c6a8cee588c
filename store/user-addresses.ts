import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** Users of an account with one of the addresses, as of its last sync, in any case. */
export async function findUsersByAddress(
  db: Db,
  accountId: AccountId,
  addresses: string[],
): Promise<{ id: string; active: boolean }[]> {
  if (addresses.length === 0) return [];
  return await db
    .selectFrom('users')
    .select(['id', 'active'])
    .where('accountId', '=', accountId)
    .where(sql<string>`lower(email)`, 'in', addresses)
    .orderBy('id')
    .execute();
}

/** Enabled users of an account, as of its last sync. */
export async function countActiveUsers(db: Db, accountId: AccountId): Promise<number> {
  const { count } = await db
    .selectFrom('users')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('accountId', '=', accountId)
    .where('active', '=', true)
    .executeTakeFirstOrThrow();
  return count;
}

/** Whether a user with one of the addresses is an administrator anywhere; null when nobody has such an address. */
export async function isKnownAdmin(db: Db, addresses: string[]): Promise<boolean | null> {
  if (addresses.length === 0) return null;
  const { known, admins } = await db
    .selectFrom('users')
    .select((select) => [
      select.fn.countAll<number>().as('known'),
      select.fn.countAll<number>().filterWhere('isAdmin', '=', true).as('admins'),
    ])
    .where(sql<string>`lower(email)`, 'in', addresses)
    .executeTakeFirstOrThrow();
  return known === 0 ? null : admins > 0;
}
