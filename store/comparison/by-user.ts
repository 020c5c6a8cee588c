import { type RawBuilder, sql } from 'kysely';
import type { LicenceGroups } from './licence-groups.js';

/**
 * Memberships as a row for each user: all groups and those they lead, in the order of the source, and whether one of
 * them lets edit or is for people from outside.
 */
export function byUser(
  memberships: RawBuilder<unknown>,
  { editing, external }: Pick<LicenceGroups, 'editing' | 'external'>,
): RawBuilder<unknown> {
  return sql`(select user_id, array_agg(group_id), array_agg(group_id) filter (where is_group_admin),
      ${isIn(editing)}, ${isIn(external)}
    from ${memberships} as rows group by user_id)`;
}

function isIn(groupIds: number[]): RawBuilder<unknown> {
  return groupIds.length === 0 ? sql`false` : sql`bool_or(group_id = any(${groupIds}::bigint[]))`;
}
