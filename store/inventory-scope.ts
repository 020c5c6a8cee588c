import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** An account whose inventory a list shows, and as of when that is true. */
export interface AsOf {
  accountId: AccountId;
  accountName: string;
  /** When the reading of its last applied sync ended; null before the first one. */
  syncedAt: Date | null;
}

/** The accounts of a list, by name; all when no names are given. Names that no account has are left out. */
export async function findScope(db: Db, names: string[] | undefined): Promise<AsOf[]> {
  let query = db.selectFrom('accounts').select(['id as accountId', 'name as accountName', 'syncedAt']).orderBy('name');
  if (names) query = query.where('name', '=', sql<string>`any(${names}::text[])`);
  return await query.execute();
}
