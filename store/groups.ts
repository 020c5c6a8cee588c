import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';
import { type AsOf, findScope } from './inventory-scope.js';

export interface GroupFilter {
  /** Names of accounts; all when left out. */
  accounts?: string[] | undefined;
  /** Part of the name, in any case. */
  name?: string | undefined;
}

export interface ListedGroup {
  accountId: AccountId;
  accountName: string;
  id: number;
  name: string;
  members: number;
  /** Members who are enabled. */
  enabledMembers: number;
  groupAdmins: number;
  universalAppAccess: string | null;
  universalResourceAccess: string | null;
  universalWorkflowAccess: string | null;
  universalQueryLibraryAccess: string | null;
  /** Boolean rights by Retool's field name. */
  flags: Record<string, boolean>;
}

/** All groups by name, then account. */
export async function listGroups(db: Db, filter: GroupFilter): Promise<{ groups: ListedGroup[]; asOf: AsOf[] }> {
  const asOf = await findScope(db, filter.accounts);
  const ids = asOf.map(({ accountId }) => accountId);
  const { rows } = await sql<ListedGroup>`
    select a.name as account_name, g.*, coalesce(m.members, 0) as members,
      coalesce(m.enabled_members, 0) as enabled_members, coalesce(m.group_admins, 0) as group_admins
    from groups g
    join accounts a on a.id = g.account_id
    left join (
      select m.account_id, group_id, count(*) as members, count(*) filter (where u.active) as enabled_members,
        count(*) filter (where group_id = any(m.admin_of)) as group_admins
      from user_groups m
      left join users u on u.account_id = m.account_id and u.id = m.user_id, unnest(m.group_ids) as group_id
      where m.account_id = any(${ids}::uuid[])
      group by m.account_id, group_id
    ) as m on m.account_id = g.account_id and m.group_id = g.id
    where g.account_id = any(${ids}::uuid[])
      and position(lower(${filter.name ?? ''}) in lower(g.name)) > 0
    order by lower(g.name), a.name, g.id`.execute(db);
  return { groups: rows, asOf };
}
