import { sql, type Transaction } from 'kysely';
import type { Drift, PresentAccess } from '../../domain/drift.js';
import type { Database } from '../database.js';

export interface ReturnedUser {
  userId: string;
  email: string | null;
}

/** A leaver of whom something is there again, or was the last time. */
export interface ReturnedLeaver {
  runId: string;
  workflowId: string;
  /** What was seen the last time; null for nothing. */
  known: Drift | null;
  /** Whether nothing else was begun for the person since. */
  isWatched: boolean;
  users: (ReturnedUser & PresentAccess)[];
}

/**
 * Leavers of an account who have access in the inventory, or had when it was last looked at, in the order of their runs'
 * ids: those whose offboarding ended well here. Their user is the one that the run found, and any with a work address that
 * is theirs alone; not one that is linked to somebody else.
 *
 * @param everyone ids of All Users, which says nothing
 */
export async function findReturnedLeavers(
  trx: Transaction<Database>,
  accountId: string,
  everyone: number[],
): Promise<ReturnedLeaver[]> {
  const { rows } = await sql<Found>`
    with left_here as (
      select there.run_id, run.workflow_id, run.person_id, there.user_id, there.drift,
        run.episode = person.episode and not exists (select from runs newer
          where newer.person_id = run.person_id and newer.asked_at > run.asked_at and newer.stage <> 'cancelled'
            and (newer.only_accounts is null or account.name = any (newer.only_accounts))) as is_watched
      from run_accounts there
      join runs run on run.id = there.run_id
      join people person on person.id = run.person_id
      join accounts account on account.id = there.account_id
      where there.account_id = ${accountId} and there.state in ('verified', 'nothing-to-do')
        and run.kind = 'offboard' and run.closed_at is not null
    ), watched as (
      select * from left_here where is_watched
    ), theirs as (
      select run_id, person_id, user_id from watched where user_id is not null
      union
      select run_id, watched.person_id, users.id from watched
      join identities own on own.person_id = watched.person_id and own.kind = 'work-email'
      join users on users.account_id = ${accountId} and lower(users.email) = own.value
      where not exists (select from identities other
        where other.value = own.value and other.kind = 'work-email' and other.person_id <> own.person_id)
    ), access as (
      select theirs.run_id, theirs.user_id, users.email, coalesce(users.active, false) as active,
        array(select id from unnest(user_groups.group_ids) as id where id <> all (${everyone}::bigint[])) as group_ids
      from theirs
      left join users on users.account_id = ${accountId} and users.id = theirs.user_id
      left join user_groups on user_groups.account_id = ${accountId} and user_groups.user_id = theirs.user_id
      where not exists (select from links
        where links.account_id = ${accountId} and links.user_id = theirs.user_id and links.person_id <> theirs.person_id)
    )
    select left_here.run_id as "runId", workflow_id as "workflowId", drift as "known", is_watched as "isWatched",
      access.user_id as "userId", email, active, group_ids as "groupIds"
    from left_here left join access on access.run_id = left_here.run_id and (active or cardinality(group_ids) > 0)
    where drift is not null or access.run_id is not null
    order by left_here.run_id, access.user_id`.execute(trx);
  return toLeavers(rows);
}

interface Found {
  runId: string;
  workflowId: string;
  known: Drift | null;
  isWatched: boolean;
  /** Null, and what follows: nothing is there. */
  userId: string | null;
  email: string | null;
  active: boolean;
  groupIds: number[];
}

function toLeavers(rows: Found[]): ReturnedLeaver[] {
  const leavers = new Map<string, ReturnedLeaver>();
  for (const { runId, workflowId, known, isWatched, userId, ...access } of rows) {
    const leaver = leavers.get(runId) ?? { runId, workflowId, known, isWatched, users: [] };
    leavers.set(runId, leaver);
    if (userId !== null) leaver.users.push({ userId, ...access });
  }
  return [...leavers.values()];
}
