import { sql, type Transaction } from 'kysely';
import type { Database } from '../database.js';
import type { Reading } from './reading.js';

/**
 * Makes `feed` of the differences, before they are applied: what the change feed will say. Of invites only pending
 * ones count. All Users is left out of what is joined and left: everybody is always in it.
 *
 * @returns the number of changes
 */
export async function describeChanges(
  trx: Transaction<Database>,
  reading: Reading,
  everyone: number[],
): Promise<number> {
  await sql`create temporary table feed (
    kind text, user_id text, group_id bigint, invite_id bigint, label text, detail jsonb) on commit drop`.execute(trx);
  await describeUsers(trx);
  await describeGroups(trx);
  await describeMemberships(trx, reading, everyone);
  await describeInvites(trx);
  const { rows } = await sql<{ count: number }>`select count(*) from feed`.execute(trx);
  return rows[0]?.count ?? 0;
}

/** Writes `feed` into the change feed. */
export async function publishChanges(trx: Transaction<Database>, { accountId, runId, now }: Reading): Promise<void> {
  await sql`insert into changes (account_id, sync_run_id, seen_at, kind, user_id, group_id, invite_id, label, detail)
    select ${accountId}, ${runId}, ${now}, kind, user_id, group_id, invite_id, label, detail from feed`.execute(trx);
}

/** What is known of a user when it appears or goes, and what its name is. */
const user = (row: string) =>
  sql.raw(`jsonb_build_object('active', (${row}).active,
  'role', case when (${row}).is_admin then 'admin' else 'user' end, 'licence', (${row}).licence)`);

const name = (row: string) =>
  sql.raw(`jsonb_build_object('email', (${row}).email, 'firstName', (${row}).first_name,
  'lastName', (${row}).last_name)`);

async function describeUsers(trx: Transaction<Database>): Promise<void> {
  await sql`insert into feed (kind, user_id, label, detail)
    select said.kind, d.id, coalesce((d.after).email, (d.before).email), said.detail
    from users_differences d,
      lateral (select d.change = 'changed' and (d.before).active = (d.after).active as stays) as activity,
      lateral (values
        ('user-appeared', d.change = 'new', ${user('d.after')}),
        ('user-gone', d.change = 'gone', ${user('d.before')}),
        ('user-disabled', d.change = 'changed' and (d.before).active and not (d.after).active,
          jsonb_build_object('licence', (d.before).licence)),
        ('user-re-enabled', d.change = 'changed' and not (d.before).active and (d.after).active,
          jsonb_build_object('licence', (d.after).licence)),
        ('user-renamed', d.change = 'changed' and
          ((d.before).email, (d.before).first_name, (d.before).last_name) is distinct from
          ((d.after).email, (d.after).first_name, (d.after).last_name),
          jsonb_build_object('before', ${name('d.before')}, 'after', ${name('d.after')})),
        ('role-changed', d.change = 'changed' and (d.before).is_admin <> (d.after).is_admin,
          jsonb_build_object('before', case when (d.before).is_admin then 'admin' else 'user' end,
            'after', case when (d.after).is_admin then 'admin' else 'user' end)),
        ('seat-changed', d.change = 'changed' and (d.before).seat_type is distinct from (d.after).seat_type,
          jsonb_build_object('before', (d.before).seat_type, 'after', (d.after).seat_type)),
        ('licence-changed', activity.stays and (d.before).licence is distinct from (d.after).licence,
          jsonb_build_object('before', (d.before).licence, 'after', (d.after).licence, 'rule', (d.after).licence_rule))
      ) as said (kind, applies, detail)
    where said.applies`.execute(trx);
}

const access = (row: string) =>
  sql.raw(`jsonb_build_object('apps', (${row}).universal_app_access,
  'resources', (${row}).universal_resource_access, 'workflows', (${row}).universal_workflow_access,
  'queryLibrary', (${row}).universal_query_library_access, 'flags', (${row}).flags)`);

async function describeGroups(trx: Transaction<Database>): Promise<void> {
  await sql`insert into feed (kind, group_id, label, detail)
    select said.kind, d.id, coalesce((d.after).name, (d.before).name), said.detail
    from groups_differences d,
      lateral (values
        ('group-created', d.change = 'new', ${access('d.after')}),
        ('group-deleted', d.change = 'gone', ${access('d.before')}),
        ('group-renamed', d.change = 'changed' and (d.before).name <> (d.after).name,
          jsonb_build_object('before', (d.before).name, 'after', (d.after).name)),
        ('group-access-changed', d.change = 'changed' and ${access('d.before')} <> ${access('d.after')},
          jsonb_build_object('before', ${access('d.before')}, 'after', ${access('d.after')}))
      ) as said (kind, applies, detail)
    where said.applies`.execute(trx);
}

async function describeMemberships(
  trx: Transaction<Database>,
  { accountId }: Reading,
  everyone: number[],
): Promise<void> {
  await sql`insert into feed (kind, user_id, group_id, label, detail)
    select said.kind, said.user_id, said.group_id, coalesce((u.after).email, known.email),
      jsonb_build_object('group', coalesce(fresh.name, old.name), 'groupAdmin', said.group_admin)
    from (
      select 'group-joined' as kind, d.user_id, joined as group_id, joined = any (d.admin_after) as group_admin
        from user_group_differences d, unnest(d.ids_after) as joined
        where joined <> all (d.ids_before) and joined <> all (${everyone}::bigint[])
      union all
      select 'group-left', d.user_id, went, went = any (d.admin_before)
        from user_group_differences d, unnest(d.ids_before) as went
        where went <> all (d.ids_after) and went <> all (${everyone}::bigint[])
      union all
      select 'group-admin-changed', d.user_id, stays, stays = any (d.admin_after)
        from user_group_differences d, unnest(d.ids_after) as stays
        where stays = any (d.ids_before) and (stays = any (d.admin_after)) <> (stays = any (d.admin_before))
    ) as said
    left join users_differences u on u.id = said.user_id
    left join users known on known.account_id = ${accountId} and known.id = said.user_id
    left join fresh_groups fresh on fresh.id = said.group_id
    left join groups old on old.account_id = ${accountId} and old.id = said.group_id`.execute(trx);
}

async function describeInvites(trx: Transaction<Database>): Promise<void> {
  await sql`insert into feed (kind, invite_id, label, detail)
    select case when is_pending then 'invite-opened' else 'invite-closed' end, d.id,
      coalesce((d.after).invited_email, (d.before).invited_email),
      case
        when is_pending then
          jsonb_build_object('invitedBy', (d.after).invited_by, 'expiresAt', (d.after).expires_at)
        else jsonb_build_object('claimed', d.change <> 'gone')
      end
    from invites_differences d,
      lateral (select
        d.change <> 'new' and (d.before).claimed_at is null as was_pending,
        d.change <> 'gone' and (d.after).claimed_at is null as is_pending) as state
    where was_pending <> is_pending`.execute(trx);
}
