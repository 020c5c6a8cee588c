import { sql, type Transaction } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Database } from './database.js';

/**
 * Until the transaction ends, nobody else compares, opens, closes or removes anything of this account. Taken before
 * any other lock, so that two of them never wait for each other.
 */
export async function lockAccount(trx: Transaction<Database>, accountId: AccountId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`account/${accountId}`}, 0))`.execute(trx);
}

/** Until the transaction ends, nobody else counts or takes a removal in this account. */
export async function lockRemovals(trx: Transaction<Database>, accountId: AccountId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`removals/${accountId}`}, 0))`.execute(trx);
}
