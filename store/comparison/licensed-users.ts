import { type RawBuilder, sql, type Transaction } from 'kysely';
import { type LicenceFacts, licenceTable } from '../../domain/licence.js';
import type { Account } from '../accounts.js';
import type { Database } from '../database.js';
import type { LicenceGroups } from './licence-groups.js';
import { freshRows, type Reading, stagedRows } from './reading.js';

/**
 * The users that were read, each once and with a licence, as rows of `users`. The rule of `domain/licence.ts` is
 * joined as a table of all combinations of facts.
 */
export async function licensedUsers(
  trx: Transaction<Database>,
  reading: Reading,
  account: Pick<Account, 'ignoreSeatType' | 'internalDomains'>,
  { everyoneMayEdit, admins }: LicenceGroups,
): Promise<RawBuilder<unknown>> {
  const uniformSeatType = await isSeatTypeUniform(trx, reading);
  const rules = licenceTable({ ignoreSeatType: account.ignoreSeatType, uniformSeatType, everyoneMayEdit });
  const domains = account.internalDomains.map((domain) => domain.toLowerCase());
  // Old versions do not say who is an administrator; the members of the group are.
  const isAdmin = sql`coalesce(u.is_admin, g.group_ids && ${admins}::bigint[], false)`;
  return sql`(
    select ${reading.accountId}::uuid as account_id, u.id, u.legacy_id, u.email, u.first_name, u.last_name, u.active,
      ${isAdmin} as is_admin, u.user_type, u.seat_type, u.two_factor_auth_enabled, u.created_at, u.last_active,
      l.licence, l.rule as licence_rule, l.confidence as licence_confidence, ${reading.now}::timestamptz as first_seen_at
    from ${freshRows(reading, 'users')} u
    left join fresh_user_groups g on g.user_id = u.id
    join ${ruleTable(rules)} l on l.code = ${codeOf({
      active: sql`u.active`,
      isAdmin,
      inExternalGroup: sql`coalesce(g.in_external, false)`,
      hasExternalDomain: isExternal(domains),
      inEditingGroup: sql`coalesce(g.in_editing, false)`,
      seatType: sql`u.seat_type`,
      userType: sql`u.user_type`,
    })}
  )`;
}

/**
 * The facts about a user in one number, for what is looked up in the rule and for the rule itself: a join by one number
 * takes a fifth of the time of a join by seven columns. What Retool may give besides the known values counts as none.
 */
function codeOf(facts: Record<keyof LicenceFacts, RawBuilder<unknown>>): RawBuilder<unknown> {
  const { active, isAdmin, inExternalGroup, hasExternalDomain, inEditingGroup, seatType, userType } = facts;
  return sql`(${active}::integer + 2 * ${isAdmin}::integer + 4 * ${inExternalGroup}::integer
    + 8 * ${hasExternalDomain}::integer + 16 * ${inEditingGroup}::integer
    + 32 * case ${seatType} when 'builder' then 1 when 'internalUser' then 2 when 'externalUser' then 3 else 0 end
    + 128 * case ${userType} when 'mobile' then 1 when 'embed' then 2 else 0 end)`;
}

/** Whether all enabled users have the same seat type, and one that is known. */
async function isSeatTypeUniform(trx: Transaction<Database>, reading: Reading): Promise<boolean> {
  const { rows } = await sql<{ uniform: boolean | null }>`
    select min(seat_type) = max(seat_type) and bool_and(seat_type is not null) as uniform
    from ${stagedRows(reading, 'users')} as rows where active`.execute(trx);
  return rows[0]?.uniform ?? false;
}

function ruleTable(rules: ReturnType<typeof licenceTable>): RawBuilder<unknown> {
  const code = codeOf({
    active: sql`active`,
    isAdmin: sql`"isAdmin"`,
    inExternalGroup: sql`"inExternalGroup"`,
    hasExternalDomain: sql`"hasExternalDomain"`,
    inEditingGroup: sql`"inEditingGroup"`,
    seatType: sql`"seatType"`,
    userType: sql`"userType"`,
  });
  return sql`(
    select ${code} as code, licence, rule, confidence
    from jsonb_to_recordset(${JSON.stringify(rules)}::jsonb) as rules (
      active boolean, "seatType" text, "isAdmin" boolean, "userType" text, "inExternalGroup" boolean,
      "hasExternalDomain" boolean, "inEditingGroup" boolean, licence text, rule text, confidence text
    )
  )`;
}

function isExternal(domains: string[]): RawBuilder<unknown> {
  if (domains.length === 0) return sql`false`;
  return sql`(split_part(lower(u.email), '@', -1) <> all(${domains}::text[]))`;
}
