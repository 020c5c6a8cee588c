import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** Users of an account with one of the addresses, as of its last sync, in any case. */
export async function findUsersByAddress(
  db: Db,
  accountId: AccountId,
  addresses: string[],
): Promise<{ id: string; email: string; active: boolean; isAdmin: boolean }[]> {
  if (addresses.length === 0) return [];
  return await db
    .selectFrom('users')
    .select(['id', 'email', 'active', 'isAdmin'])
    .where('accountId', '=', accountId)
    .where(sql<string>`lower(email)`, 'in', addresses)
    .orderBy('id')
    .execute();
}

/** Addresses of users anywhere that may be meant by another: about as long, or with the same part before the @. */
export async function listSimilarAddresses(db: Db, address: string): Promise<string[]> {
  const email = sql<string>`lower(email)`;
  const rows = await db
    .selectFrom('users')
    .select(email.as('address'))
    .distinct()
    .where((where) =>
      where.or([
        sql<boolean>`char_length(email) between ${address.length - 2} and ${address.length + 2}`,
        sql<boolean>`split_part(${email}, '@', 1) = split_part(${address}, '@', 1)`,
      ]),
    )
    .execute();
  return rows.map((row) => row.address);
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

/** Whether a user of an account is an administrator, as of its last sync; null when that saw no such user. */
export async function isUserAdmin(db: Db, accountId: AccountId, userId: string): Promise<boolean | null> {
  const user = await db
    .selectFrom('users')
    .select('isAdmin')
    .where('accountId', '=', accountId)
    .where('id', '=', userId)
    .executeTakeFirst();
  return user?.isAdmin ?? null;
}
