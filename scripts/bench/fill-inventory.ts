import { sql } from 'kysely';
import type { AccountId } from '../../domain/account.js';
import type { Db } from '../../store/database.js';

/** The name of one of 101 groups, of about the same size. */
export const aGroup = 'Group 7';

/**
 * Invents an inventory inside the database, in seconds: users of every status, role and licence, whose emails are in no
 * order and are shared by other accounts in other letters, and five groups for each.
 */
export async function fillInventory(db: Db, accountId: AccountId, users: number): Promise<void> {
  await sql`
    insert into groups (account_id, id, name)
    select ${accountId}::uuid, i, 'Group ' || i from generate_series(1, 101) as i`.execute(db);
  await sql`
    insert into users (account_id, id, email, active, is_admin, user_type, created_at, last_active, licence, licence_rule,
      licence_confidence, first_seen_at)
    select ${accountId}::uuid, 'user_' || lpad(i::text, 32, '0'),
      case when hashtext(${accountId} || i) % 2 = 0 then 'Person.' else 'person.' end || left(md5(i::text), 12)
        || '@acme.example',
      i % 10 <> 0, i % 500 = 1, 'default', now() - interval '400 days',
      case when i % 20 <> 3 then now() - (i % 300) * interval '1 day' end,
      case when i % 10 = 0 then null when i % 7 = 0 then 'builder' when i % 13 = 0 then 'external' else 'standard' end,
      'role', 'high', now()
    from generate_series(1, ${users}::integer) as i`.execute(db);
  await sql`
    insert into user_groups (account_id, user_id, group_ids, admin_of)
    select ${accountId}::uuid, 'user_' || lpad(i::text, 32, '0'),
      array(select distinct 1 + (i * step) % 101 from unnest(array[1, 3, 5, 17, 40]) as step order by 1),
      case when i % 1000 = 1 then array[1 + i % 101] else '{}' end
    from generate_series(1, ${users}::bigint) as i`.execute(db);
  await sql`update accounts set synced_at = now() where id = ${accountId}`.execute(db);
  await sql`analyze users, user_groups, groups`.execute(db);
}
