import { type RawBuilder, sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Confidence, Licence, LicenceRule } from '../domain/licence.js';
import type { Db } from './database.js';
import { findGroupNames } from './group-names.js';
import { type AsOf, findScope } from './inventory-scope.js';

/** A list shows the users for whom all of it is true. */
export interface UserFilter {
  /** Names of accounts; all when left out. */
  accounts?: string[] | undefined;
  status?: 'enabled' | 'disabled' | undefined;
  /** `group-admin`: of any group. */
  role?: 'admin' | 'user' | 'group-admin' | undefined;
  /** `none`: takes no seat. */
  licence?: Licence | 'none' | undefined;
  /** Name of a group, in any case. */
  group?: string | undefined;
  /** Of one account's group by its id; beside `accounts` with that account alone. */
  groupId?: number | undefined;
  /** Part of the email, in any case. */
  email?: string | undefined;
  /** No visit since this instant; for those who never came, created before it. */
  inactiveSince?: Date | undefined;
  neverSignedIn?: boolean | undefined;
}

/** Where a page ends. Opaque: to be given back as it is, with the same filter. */
export type UserPosition = [email: string, accountId: AccountId, id: string];

export interface ListedUser {
  accountId: AccountId;
  accountName: string;
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  status: 'enabled' | 'disabled';
  role: 'admin' | 'user';
  /** Names of the groups that the user is an admin of, in order. */
  groupAdminOf: string[];
  /** Names of all groups, in order. */
  groups: string[];
  licence: Licence | null;
  licenceRule: LicenceRule;
  licenceConfidence: Confidence;
  userType: string;
  seatType: string | null;
  twoFactorAuthEnabled: boolean | null;
  createdAt: Date | null;
  /** Null: never signed in. */
  lastActive: Date | null;
}

export interface UserPage {
  users: ListedUser[];
  /** Null on the last page. */
  next: UserPosition | null;
  asOf: AsOf[];
}

type UserRow = Omit<ListedUser, 'accountName' | 'groups' | 'groupAdminOf'> & { groupIds: number[]; adminOf: number[] };

/** One page of users by email, then account. */
export async function listUsers(
  db: Db,
  filter: UserFilter,
  { limit, after }: { limit: number; after?: UserPosition | undefined },
): Promise<UserPage> {
  const asOf = await findScope(db, filter.accounts);
  const groups = filter.group === undefined ? [] : await findGroups(db, filter.group);
  const conditions = [...toConditions(filter, asOf, groups), ...(after ? [isBehind(after)] : [])];
  const { rows } = await sql<UserRow>`
    select page.*, coalesce(g.group_ids, '{}') as group_ids, coalesce(g.admin_of, '{}') as admin_of from (
      select u.account_id, u.id, u.email, u.first_name, u.last_name,
        case when u.active then 'enabled' else 'disabled' end as status,
        case when u.is_admin then 'admin' else 'user' end as role,
        u.licence, u.licence_rule, u.licence_confidence, u.user_type, u.seat_type, u.two_factor_auth_enabled,
        u.created_at, u.last_active
      from users u
      where ${conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`}
      order by lower(u.email), u.account_id, u.id limit ${limit + 1}
    ) as page
    left join user_groups g on g.account_id = page.account_id and g.user_id = page.id
    order by lower(page.email), page.account_id, page.id`.execute(db);
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    users: await named(db, shown, asOf),
    next: last ? [toLowerAscii(last.email), last.accountId, last.id] : null,
    asOf,
  };
}

function isBehind([email, accountId, id]: UserPosition): RawBuilder<boolean> {
  return sql`(lower(u.email), u.account_id, u.id) > (${email} collate "C", ${accountId}::uuid, ${id} collate "C")`;
}

/** As PostgreSQL's `lower` does it in the collation of the column. */
function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function toConditions(filter: UserFilter, asOf: AsOf[], groups: GroupKey[]): RawBuilder<boolean>[] {
  const { accounts, status, role, licence, group, groupId, email, inactiveSince, neverSignedIn } = filter;
  const conditions: (RawBuilder<boolean> | false | undefined)[] = [
    accounts && sql`u.account_id = any(${asOf.map(({ accountId }) => accountId)}::uuid[])`,
    status && (status === 'enabled' ? sql`u.active` : sql`not u.active`),
    role && hasRole[role],
    licence && (licence === 'none' ? sql`u.licence is null` : sql`u.licence = ${licence}`),
    group !== undefined && isMember(groups),
    groupId !== undefined && isMember(asOf.map(({ accountId }) => ({ accountId, id: groupId }))),
    email !== undefined && sql`position(lower(${email} collate "C") in lower(u.email)) > 0`,
    inactiveSince && sql`coalesce(u.last_active, u.created_at, '-infinity') < ${inactiveSince}`,
    neverSignedIn && sql`u.last_active is null`,
  ];
  return conditions.filter((condition) => condition !== undefined && condition !== false);
}

const hasRole: Record<NonNullable<UserFilter['role']>, RawBuilder<boolean>> = {
  admin: sql`u.is_admin`,
  user: sql`not u.is_admin`,
  'group-admin': sql`(u.account_id, u.id) in (select account_id, user_id from user_groups where admin_of <> '{}')`,
};

interface GroupKey {
  accountId: AccountId;
  id: number;
}

/** Groups of that name, looked up first: then it is known how rare their members are. */
async function findGroups(db: Db, name: string): Promise<GroupKey[]> {
  return await db
    .selectFrom('groups')
    .select(['accountId', 'id'])
    .where((where) => where(where.fn<string>('lower', ['name']), '=', sql<string>`lower(${name})`))
    .execute();
}

function isMember(groups: GroupKey[]): RawBuilder<boolean> {
  if (groups.length === 0) return sql`false`;
  const holds = groups.map(({ accountId, id }) => sql`account_id = ${accountId} and group_ids @> array[${id}::bigint]`);
  return sql`(u.account_id, u.id) in (
    select account_id, user_id from user_groups where ${sql.join(holds, sql` or `)})`;
}

async function named(db: Db, rows: UserRow[], asOf: AsOf[]): Promise<ListedUser[]> {
  const accountNames = new Map(asOf.map(({ accountId, accountName }) => [accountId, accountName]));
  const groupNames = await findGroupNames(db, new Set(rows.map(({ accountId }) => accountId)));
  return rows.map(({ groupIds, adminOf, ...row }) => ({
    ...row,
    accountName: accountNames.get(row.accountId) ?? row.accountId,
    groups: groupNames(row.accountId, groupIds),
    groupAdminOf: groupNames(row.accountId, adminOf),
  }));
}
