import { type RawBuilder, sql } from 'kysely';
import type { Licence } from '../domain/licence.js';
import type { Db } from './database.js';
import { type AsOf, findScope } from './inventory-scope.js';

/**
 * Why HR does not account for a user who can sign in. `leaver`: the person has left. `several-users`: the person has more
 * than one there. `excluded`: the policy says who answers for them. `external`: of another company. `not-in-hr`: nobody
 * knows why.
 */
export const orphanClasses = ['leaver', 'several-users', 'excluded', 'external', 'not-in-hr'] as const;

export type OrphanClass = (typeof orphanClasses)[number];

/** Whom the policy excludes in which accounts. */
export interface KnownExclusion {
  email: string;
  /** Name of an account, or `*`. */
  account: string;
}

export interface Orphan {
  accountId: string;
  accountName: string;
  userId: string;
  email: string;
  class: OrphanClass;
  licence: Licence | null;
  lastActive: Date | null;
  personKey: string | null;
  /** When the person left. */
  leftAt: Date | null;
  matchedBy: 'link' | 'work-email' | 'former-email' | null;
}

export type OrphanPosition = [email: string, accountId: string, userId: string];

export interface OrphanPage {
  orphans: Orphan[];
  next: OrphanPosition | null;
  asOf: AsOf[];
}

export interface OrphanQuery {
  accounts: string[] | undefined;
  classes: readonly OrphanClass[];
  exclusions: readonly KnownExclusion[];
  now: Date;
}

/** Users who can sign in and whom HR does not account for, by their address. */
export async function listOrphans(
  db: Db,
  query: OrphanQuery,
  { limit, after }: { limit: number; after?: OrphanPosition | undefined },
): Promise<OrphanPage> {
  const asOf = await findScope(db, query.accounts);
  const behind = after
    ? sql`(lower(email), account_id, user_id) > (${after[0]} collate "C", ${after[1]}::uuid, ${after[2]} collate "C")`
    : sql`true`;
  const { rows } = await sql<Orphan>`
    select * from (${classified(query, asOf)}) as users
    where class = any(${[...query.classes]}::text[]) and ${behind}
    order by lower(email), account_id, user_id limit ${limit + 1}`.execute(db);
  const orphans = rows.slice(0, limit);
  const last = rows.length > limit ? orphans.at(-1) : undefined;
  return { orphans, next: last ? [last.email.toLowerCase(), last.accountId, last.userId] : null, asOf };
}

function classified({ exclusions, now }: OrphanQuery, asOf: AsOf[]): RawBuilder<Orphan> {
  const emails = exclusions.map(({ email }) => email);
  const accounts = exclusions.map(({ account }) => account);
  return sql<Orphan>`
    select owned.account_id, owned.account_name, owned.user_id, owned.email, owned.licence, owned.last_active,
      owned.person_key, owned.matched_by, case when owned.ends_at <= ${now} then owned.ends_at end as left_at,
      case
        when owned.ends_at <= ${now} then 'leaver'
        when owned.in_hr and owned.matched_by <> 'former-email' then case when owned.users > 1 then 'several-users' end
        when exists (
          select from unnest(${emails}::text[], ${accounts}::text[]) as excluded (email, account)
          where excluded.email = lower(owned.email) and excluded.account in ('*', owned.account_name)
        ) then 'excluded'
        when owned.licence = 'external' or (
          owned.internal_domains <> '{}'
          and split_part(lower(owned.email), '@', 2) not in (select lower(unnest(owned.internal_domains)))
        ) then 'external'
        else 'not-in-hr'
      end as class
    from (
      select u.account_id, a.name as account_name, a.internal_domains, u.id as user_id, u.email, u.licence,
        u.last_active, p.key as person_key, p.ends_at, owner.matched_by,
        p.state is not null and p.state -> 'episodes' <> '[]' as in_hr,
        count(p.id) over (partition by u.account_id, p.id) as users
      from users u
      join accounts a on a.id = u.account_id
      left join lateral (
        select person_id, matched_by from (
          select person_id, 'link' as matched_by, 1 as rank from links where account_id = u.account_id and user_id = u.id
          union all
          select person_id, kind, case kind when 'work-email' then 2 else 3 end from identities
          where value = lower(u.email) and kind in ('work-email', 'former-email')
        ) as candidates order by rank, person_id limit 1
      ) as owner on true
      left join people p on p.id = owner.person_id
      where u.active and u.account_id = any(${asOf.map(({ accountId }) => accountId)}::uuid[])
    ) as owned`;
}
