import { sql, type Transaction } from 'kysely';
import type { Database } from '../database.js';
import { gatheredTable } from '../staging-tables.js';
import { byUser } from './by-user.js';
import type { LicenceGroups } from './licence-groups.js';
import { type Reading, stagedRows } from './reading.js';

/**
 * Makes `fresh_user_groups` of what was read: a row for each user with all groups in the order in which they were read,
 * and what the groups say about the licence. That order is nearly always the ascending one of the inventory, so that
 * only lists that look different have to be sorted (see `sorted`). What a step gathered ahead is taken as it is.
 */
export async function gatherUserGroups(
  trx: Transaction<Database>,
  reading: Reading,
  groups: LicenceGroups,
): Promise<void> {
  await sql`create temporary table fresh_user_groups (
    user_id text collate "C", group_ids bigint[], admin_of bigint[], in_editing boolean, in_external boolean,
    is_sorted boolean
  ) on commit drop`.execute(trx);
  if (await isGatheredAhead(trx, reading)) {
    await sql`insert into fresh_user_groups select *, true from ${gatheredTable(reading.runId)} as rows`.execute(trx);
    return;
  }
  await sql`set local enable_sort = off`.execute(trx);
  await sql`insert into fresh_user_groups
    select gathered.*, false from ${byUser(stagedRows(reading, 'memberships'), groups)} as gathered`.execute(trx);
  await sql`set local enable_sort = on`.execute(trx);
}

/** What was gathered ahead counts only if it is all of what the reading step promised. */
async function isGatheredAhead(trx: Transaction<Database>, { runId, parts }: Reading): Promise<boolean> {
  const [promised, ...others] = Object.values(parts.memberships);
  if (promised === undefined || others.length > 0) return false;
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(cardinality(group_ids)), 0) as count from ${gatheredTable(runId)} as rows`.execute(trx);
  return rows[0]?.count === promised;
}

/** A list of groups as the inventory has it: each group once, in ascending order, empty for none. */
const sorted = (list: string) =>
  sql.raw(`(select coalesce(array_agg(distinct id order by id), '{}')
  from unnest(${list}) as id)`);

/** Fills `user_groups` for an account that has none yet. */
export async function insertUserGroups(trx: Transaction<Database>, { accountId }: Reading): Promise<void> {
  const list = (column: string) => sql`case when is_sorted then coalesce(${sql.raw(column)}, '{}')
    else ${sorted(column)} end`;
  await sql`insert into user_groups select ${accountId}::uuid, user_id, ${list('group_ids')}, ${list('admin_of')}
    from fresh_user_groups order by user_id`.execute(trx);
}

/** Makes `user_group_differences`: users whose groups differ, with empty lists where there were or are none. */
export async function findUserGroupDifferences(trx: Transaction<Database>, { accountId }: Reading): Promise<void> {
  await sql`create temporary table user_group_differences (
    user_id text collate "C", change text, ids_before bigint[], ids_after bigint[],
    admin_before bigint[], admin_after bigint[]
  ) on commit drop`.execute(trx);
  await sql`insert into user_group_differences
    select coalesce(f.user_id, b.user_id),
      case when b.user_id is null then 'new' when f.user_id is null then 'gone' else 'changed' end,
      coalesce(b.group_ids, '{}'), ${sorted('f.group_ids')}, coalesce(b.admin_of, '{}'), ${sorted('f.admin_of')}
    from fresh_user_groups f
    full join (select * from user_groups where account_id = ${accountId}) b on b.user_id = f.user_id
    where b.user_id is null or f.user_id is null
      or f.group_ids <> b.group_ids or coalesce(f.admin_of, '{}') <> b.admin_of`.execute(trx);
  await sql`delete from user_group_differences
    where change = 'changed' and ids_before = ids_after and admin_before = admin_after`.execute(trx);
  await sql`analyze user_group_differences`.execute(trx);
}

/** Brings `user_groups` up to date. */
export async function applyUserGroupDifferences(trx: Transaction<Database>, { accountId }: Reading): Promise<void> {
  await sql`delete from user_groups where account_id = ${accountId}
    and user_id = any(array(select user_id from user_group_differences where change = 'gone'))`.execute(trx);
  await sql`update user_groups g set group_ids = d.ids_after, admin_of = d.admin_after from user_group_differences d
    where g.account_id = ${accountId} and g.user_id = d.user_id and d.change = 'changed'`.execute(trx);
  await sql`insert into user_groups select ${accountId}::uuid, user_id, ids_after, admin_after
    from user_group_differences where change = 'new'`.execute(trx);
}

export interface MembershipCounts {
  before: number;
  after: number;
}

/** Memberships in the inventory, and what they will be with `user_group_differences` applied. */
export async function countMemberships(trx: Transaction<Database>, { accountId }: Reading): Promise<MembershipCounts> {
  const { rows } = await sql<MembershipCounts>`
    select before, before + difference as after from
      (select coalesce(sum(cardinality(group_ids)), 0) as before from user_groups where account_id = ${accountId}) as b,
      (select coalesce(sum(cardinality(ids_after) - cardinality(ids_before)), 0) as difference
        from user_group_differences) as d`.execute(trx);
  return rows[0] as MembershipCounts;
}
