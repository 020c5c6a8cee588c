import { sql, type Transaction } from 'kysely';
import type { Shrinkage } from '../../domain/shrinkage.js';
import type { Database } from '../database.js';
import type { DifferenceCounts } from './differences.js';
import { findOwnLosses } from './own-losses.js';
import type { Reading } from './reading.js';
import type { MembershipCounts } from './user-groups.js';

/** How much of each kind the differences would take away, beside what our own runs did. */
export async function measureShrinkages(
  trx: Transaction<Database>,
  reading: Reading,
  counts: { users: DifferenceCounts; groups: DifferenceCounts; memberships: MembershipCounts },
): Promise<Shrinkage[]> {
  await findOwnLosses(trx, reading);
  const { rows } = await sql<{ users: number; groups: number; memberships: number }>`select
    (select count(*) from users_differences d
      where (d.change = 'gone' or d.change = 'changed' and (d.before).active and not (d.after).active)
        and not exists (select from own_losses o where o.user_id = d.id and o.group_id is null)) as users,
    (select count(*) from groups_differences d where d.change = 'gone'
      and not exists (select from own_losses o where o.group_id = d.id and o.user_id is null)) as groups,
    (select count(*) from user_group_differences d, unnest(d.ids_before) as went
      where went <> all (d.ids_after)
        and not exists (select from own_losses o
          where o.group_id = went and (o.user_id is null or o.user_id = d.user_id))) as memberships
    `.execute(trx);
  const lost = rows[0] as { users: number; groups: number; memberships: number };
  return [
    { what: 'users vanished or disabled', before: counts.users.before, lost: lost.users },
    { what: 'groups vanished', before: counts.groups.before, lost: lost.groups },
    { what: 'memberships vanished', before: counts.memberships.before, lost: lost.memberships },
  ];
}
