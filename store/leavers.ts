import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** People of whom it is settled that they lose their access. */
export interface Leavers {
  userIds: string[];
  /** Their work addresses, in lower case: which user somebody is may not be found out before they leave. */
  addresses: string[];
}

/**
 * Those whom open runs disable in an account, now or at their moment.
 *
 * @param exceptRunId a run that does not count; null: all do
 */
export async function listLeavers(
  db: Db,
  { accountId, exceptRunId }: { accountId: AccountId; exceptRunId: string | null },
): Promise<Leavers> {
  const { rows } = await sql<{ userId: string | null; address: string | null }>`
    select links.user_id as "userId", identities.value as address
    from runs
    join accounts on accounts.id = ${accountId}
    left join run_accounts as stands on stands.run_id = runs.id and stands.account_id = accounts.id
    left join links on links.person_id = runs.person_id and links.account_id = accounts.id
    left join identities on identities.person_id = runs.person_id and identities.kind = 'work-email'
    where runs.closed_at is null
      and runs.id is distinct from ${exceptRunId}
      and coalesce(runs.wanted -> 'inAccounts' -> accounts.id::text, runs.wanted -> 'everywhere') ->> 'active' = 'false'
      and (runs.only_accounts is null or accounts.name = any (runs.only_accounts))
      and (stands.state is null or stands.state not in ('skipped', 'given-up', 'superseded'))`.execute(db);
  const found = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  return { userIds: found(rows.map(({ userId }) => userId)), addresses: found(rows.map(({ address }) => address)) };
}
