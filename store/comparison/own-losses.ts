import { sql, type Transaction } from 'kysely';
import type { Database } from '../database.js';
import type { Reading } from './reading.js';

/**
 * Makes `own_losses` of what our own runs set out to take away in the account since its last applied sync: users to disable
 * (a `user_id` alone), memberships to remove (both ids), groups to delete (a `group_id` alone). What was intended just
 * before that sync began may have happened behind its reading.
 */
export async function findOwnLosses(trx: Transaction<Database>, { accountId }: Reading): Promise<void> {
  await sql`create temporary table own_losses (user_id text collate "C", group_id bigint) on commit drop`.execute(trx);
  await sql`insert into own_losses
    select distinct step ->> 'userId', (step ->> 'groupId')::bigint
    from ledger, lateral (select (body::jsonb) -> 'step' as step) as intended
    where account_id = ${accountId} and kind = 'step-intended'
      and at >= (select max(opened_at) from sync_runs where account_id = ${accountId} and state = 'applied')
        - interval '10 minutes'
      and step ->> 'kind' in ('disableUser', 'removeFromGroup', 'deleteGroup')`.execute(trx);
}
