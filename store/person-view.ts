import { sql } from 'kysely';
import type { Licence } from '../domain/licence.js';
import type { Db } from './database.js';
import type { AsOf } from './inventory-scope.js';
import { findScope } from './inventory-scope.js';

/** A user a person is or may be, as the last sync saw them. */
export interface PersonUser {
  accountId: string;
  accountName: string;
  userId: string;
  email: string;
  active: boolean;
  isAdmin: boolean;
  licence: Licence | null;
  lastActive: Date | null;
  groups: string[];
  matchedBy: 'link' | 'work-email' | 'former-email' | 'alias';
}

/** What Retool has of a person in every account, and as of when. */
export async function listUsersOfPerson(db: Db, personId: string): Promise<{ users: PersonUser[]; asOf: AsOf[] }> {
  const asOf = await findScope(db, undefined);
  const { rows } = await sql<PersonUser>`
    select distinct on (a.name, u.id) u.account_id, a.name as account_name, u.id as user_id, u.email, u.active,
      u.is_admin, u.licence, u.last_active, owned.matched_by,
      array(
        select g.name from user_groups ug join groups g on g.account_id = ug.account_id and g.id = any(ug.group_ids)
        where ug.account_id = u.account_id and ug.user_id = u.id and lower(g.name) <> 'all users' order by g.name
      ) as groups
    from (
      select l.account_id, l.user_id, 'link' as matched_by, 1 as rank from links l where l.person_id = ${personId}
      union all
      select u.account_id, u.id, i.kind, case i.kind when 'work-email' then 2 else 3 end
      from identities i join users u on lower(u.email) = i.value
      where i.person_id = ${personId} and i.kind <> 'name'
    ) as owned
    join users u on u.account_id = owned.account_id and u.id = owned.user_id
    join accounts a on a.id = u.account_id
    order by a.name, u.id, owned.rank`.execute(db);
  return { users: rows, asOf };
}

/** Under which id a connection knows a person, and how that was found out. */
export interface NamedSource {
  connection: string;
  externalId: string;
  linkedBy: string;
  missingSince: Date | null;
}

export async function listSourcesOfPerson(db: Db, personId: string): Promise<NamedSource[]> {
  const { rows } = await sql<NamedSource>`
    select connections.name as connection, known.external_id, known.linked_by,
      (select max(missing_since) from roster_rows
        where connection_id = known.connection_id and row ->> 'id' = known.external_id) as missing_since
    from person_sources as known join hr_connections as connections on connections.id = known.connection_id
    where known.person_id = ${personId}
    order by connections.name, known.external_id`.execute(db);
  return rows;
}
