import { type RawBuilder, sql } from 'kysely';
import type { PersonAttributes } from '../domain/people/person-attributes.js';
import type { Db } from './database.js';

/** Where somebody stands, as HR has it; `unheard`: HR never spoke of them. */
export const personStatuses = ['starts', 'works', 'leaves', 'suspended', 'left', 'called-off', 'unheard'] as const;

export type PersonStatus = (typeof personStatuses)[number];

export interface PeopleFilter {
  status?: PersonStatus | undefined;
  attention?: boolean | undefined;
  /** Works here, and no account has a user for them. */
  unmatched?: boolean | undefined;
}

export interface ListedPerson {
  id: string;
  key: string;
  status: PersonStatus;
  name: string | null;
  emails: string[];
  employeeNumber: string | null;
  attributes: PersonAttributes;
  startsAt: Date | null;
  endsAt: Date | null;
  suspendedAt: Date | null;
  /** In which HR means the newest of these moments; null where it never spoke. */
  timeZone: string | null;
  attention: string[];
  attentionSince: Date | null;
  /** Accounts with an enabled user of theirs, and with a disabled one. */
  enabledIn: string[];
  disabledIn: string[];
  openRuns: string[];
}

export interface PeoplePage {
  people: ListedPerson[];
  next: string | null;
}

/** Where somebody of the table `people as p` stands at a moment. */
export const statusAt = (now: Date): RawBuilder<PersonStatus> => sql`case
  when p.state is null then 'unheard'
  when p.ends_at <= ${now} then 'left'
  when p.suspended_at is not null then 'suspended'
  when p.starts_at > ${now} then 'starts'
  when p.ends_at is not null then 'leaves'
  when p.state -> 'episodes' = '[]' and (p.state -> 'isStartCancelled')::boolean then 'called-off'
  when p.state -> 'episodes' = '[]' then 'unheard'
  else 'works' end`;

/** One person as lists show them. */
export async function findListedPerson(db: Db, personId: string, now: Date): Promise<ListedPerson> {
  const [person] = await readListed(db, sql`p.id = ${personId}`, { limit: 1, now });
  if (!person) throw new TypeError('The person is not there any more.');
  return person;
}

/** People by their key. */
export async function listPeople(
  db: Db,
  { status, attention, unmatched }: PeopleFilter,
  { limit, after, now }: { limit: number; after?: string | undefined; now: Date },
): Promise<PeoplePage> {
  const conditions = [
    sql`p.joined_into is null and p.erased_at is null`,
    ...(status === undefined ? [] : [sql`${statusAt(now)} = ${status}`]),
    ...(attention ? [sql`p.attention <> '{}'`] : []),
    ...(unmatched ? [sql`${statusAt(now)} in ('works', 'leaves') and not exists (${usersOf})`] : []),
    ...(after === undefined ? [] : [sql`p.key > ${after}`]),
  ];
  const rows = await readListed(db, sql.join(conditions, sql` and `), { limit: limit + 1, now });
  const people = rows.slice(0, limit);
  return { people, next: rows.length > limit ? (people.at(-1)?.key ?? null) : null };
}

async function readListed(
  db: Db,
  where: RawBuilder<unknown>,
  { limit, now }: { limit: number; now: Date },
): Promise<ListedPerson[]> {
  const { rows } = await sql<ListedPerson>`
    select p.id, p.key, ${statusAt(now)} as status, p.employee_number, p.attributes, p.starts_at, p.ends_at,
      p.suspended_at, ${zoneOf} as time_zone, p.attention, p.attention_since, who.name, coalesce(who.emails, '{}') as emails,
      coalesce(has.enabled_in, '{}') as enabled_in, coalesce(has.disabled_in, '{}') as disabled_in,
      array(select workflow_id from runs where person_id = p.id and closed_at is null order by asked_at) as open_runs
    from (select * from people p where ${where} order by key limit ${limit}) as p
    left join lateral (
      select min(value) filter (where kind = 'name') as name,
        array_agg(value order by value) filter (where kind = 'work-email') as emails
      from identities where person_id = p.id
    ) as who on true
    left join lateral (
      select array_agg(distinct name order by name) filter (where active) as enabled_in,
        array_agg(distinct name order by name) filter (where not active) as disabled_in
      from (${usersOf}) as own join accounts on accounts.id = own.account_id
    ) as has on true
    order by p.key`.execute(db);
  return rows;
}

const zoneOf = sql`(
  select coalesce(episode -> 'end' ->> 'timeZone', episode -> 'start' ->> 'timeZone')
  from jsonb_array_elements(p.state -> 'episodes') with ordinality as t (episode, n) order by n desc limit 1)`;

/** The users a person is: by a link, or by a work address. */
const usersOf = sql<{ accountId: string; active: boolean }>`
  select u.account_id, u.active from links l join users u on u.account_id = l.account_id and u.id = l.user_id
    where l.person_id = p.id
  union
  select u.account_id, u.active from identities i join users u on lower(u.email) = i.value
    where i.person_id = p.id and i.kind = 'work-email'`;
