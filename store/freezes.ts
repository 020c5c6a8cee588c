import type { Selectable } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Database, Db } from './database.js';

/** No writes to an account, or to any (`accountId` null), while it lasts. Reading goes on. */
export type Freeze = Selectable<Database['freezes']>;

/**
 * Stops writes. A freeze that lasts already stays as it is.
 *
 * @param options.accountId null for all accounts, also those that are connected later
 * @returns the freeze that lasts now, and whether this call began it
 */
export async function freeze(
  db: Db,
  { accountId, by, reason }: { accountId: AccountId | null; by: string; reason: string },
): Promise<{ freeze: Freeze; isNew: boolean }> {
  for (;;) {
    const added = await db
      .insertInto('freezes')
      .values({ accountId, frozenBy: by, reason })
      .onConflict((conflict) => conflict.column('accountId').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (added) return { freeze: added, isNew: true };
    const lasting = await db
      .selectFrom('freezes')
      .selectAll()
      .where('accountId', 'is not distinct from', accountId)
      .executeTakeFirst();
    // Taken away between the two statements: it is to begin anew.
    if (lasting) return { freeze: lasting, isNew: false };
  }
}

/** Lets writes go on. @returns the freeze that ended; undefined when there was none */
export async function unfreeze(db: Db, accountId: AccountId | null): Promise<Freeze | undefined> {
  return await db
    .deleteFrom('freezes')
    .where('accountId', 'is not distinct from', accountId)
    .returningAll()
    .executeTakeFirst();
}

/** Why nothing may be written to an account now, in words; null when it may. The freeze of all accounts is told first. */
export async function findFreeze(db: Db, accountId: AccountId): Promise<string | null> {
  const [lasting] = await listFreezesOf(db, accountId);
  return lasting ? describeFreeze(lasting) : null;
}

/** The freezes that stop writes to an account, the one of all accounts first. */
export async function listFreezesOf(db: Db, accountId: AccountId): Promise<Freeze[]> {
  return (await listFreezes(db)).filter((freeze) => freeze.accountId === null || freeze.accountId === accountId);
}

/** All freezes that last, the one of all accounts first. */
export async function listFreezes(db: Db): Promise<Freeze[]> {
  return await db
    .selectFrom('freezes')
    .selectAll()
    .orderBy('accountId', (order) => order.asc().nullsFirst())
    .execute();
}

/** Such as "the identity provider moves (all accounts, by tess)". */
export function describeFreeze({ accountId, frozenBy, reason }: Freeze): string {
  return `${reason} (${accountId === null ? 'all accounts, ' : ''}by ${frozenBy})`;
}
