import { sql, type Transaction } from 'kysely';
import type { Shrinkage } from '../../domain/shrinkage.js';
import type { Database } from '../database.js';
import type { DifferenceCounts } from './differences.js';
import type { MembershipCounts } from './user-groups.js';

/** How much of each kind the differences would take away. */
export async function measureShrinkages(
  trx: Transaction<Database>,
  counts: { users: DifferenceCounts; groups: DifferenceCounts; memberships: MembershipCounts },
): Promise<Shrinkage[]> {
  const { rows } = await sql<{ disabled: number; memberships: number }>`select
    (select count(*) from users_differences d
      where d.change = 'changed' and (d.before).active and not (d.after).active) as disabled,
    (select count(*) from user_group_differences d, unnest(d.ids_before) as went
      where went <> all (d.ids_after)) as memberships`.execute(trx);
  const lost = rows[0] as { disabled: number; memberships: number };
  return [
    { what: 'users vanished or disabled', before: counts.users.before, lost: counts.users.gone + lost.disabled },
    { what: 'groups vanished', before: counts.groups.before, lost: counts.groups.gone },
    { what: 'memberships vanished', before: counts.memberships.before, lost: lost.memberships },
  ];
}
