import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** A group as the last sync saw it. */
export interface KnownGroup {
  id: number;
  name: string;
}

/** All groups of an account as the last sync saw them, by name. */
export async function listKnownGroups(db: Db, accountId: AccountId): Promise<KnownGroup[]> {
  return await db
    .selectFrom('groups')
    .select(['id', 'name'])
    .where('accountId', '=', accountId)
    .orderBy('name')
    .orderBy('id')
    .execute();
}
