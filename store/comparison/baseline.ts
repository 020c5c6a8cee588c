import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { SyncCounts } from '../../domain/sync.js';
import type { Database } from '../database.js';
import { freshRows, type Reading } from './reading.js';
import { insertUserGroups } from './user-groups.js';

/**
 * Fills the empty inventory of an account with its first reading. The change feed gets one entry: everything is new,
 * so nothing is news.
 */
export async function applyBaseline(
  trx: Transaction<Database>,
  reading: Reading,
  users: RawBuilder<unknown>,
): Promise<SyncCounts> {
  const { accountId, runId, now } = reading;
  await sql`insert into users select * from ${users} as users order by id`.execute(trx);
  await insertUserGroups(trx, reading);
  await sql`insert into groups select * from fresh_groups`.execute(trx);
  await sql`insert into invites select ${accountId}::uuid, id, invited_email, invited_by, user_type, created_at,
    expires_at, claimed_at from ${freshRows(reading, 'invites')} as invites`.execute(trx);
  const counts = { ...(await countInventory(trx, accountId)), changes: 1 };
  await sql`insert into changes (account_id, sync_run_id, seen_at, kind, detail)
    values (${accountId}, ${runId}, ${now}, 'baseline', ${JSON.stringify(counts)}::jsonb - 'changes')`.execute(trx);
  return counts;
}

async function countInventory(trx: Transaction<Database>, accountId: string): Promise<Omit<SyncCounts, 'changes'>> {
  const { rows } = await sql<Omit<SyncCounts, 'changes'>>`select
    (select count(*) from users where account_id = ${accountId}) as users,
    (select count(*) from groups where account_id = ${accountId}) as groups,
    (select coalesce(sum(cardinality(group_ids)), 0) from user_groups where account_id = ${accountId}) as memberships,
    (select count(*) from invites where account_id = ${accountId}) as invites`.execute(trx);
  return rows[0] as Omit<SyncCounts, 'changes'>;
}
