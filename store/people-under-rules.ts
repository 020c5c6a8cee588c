import { type RawBuilder, sql } from 'kysely';
import { attributesAtMoment } from '../domain/people/dated-attributes.js';
import type { PersonAttributes } from '../domain/people/person-attributes.js';
import type { DatedAttributes } from '../domain/people/person-state.js';
import type { Db } from './database.js';
import { type PersonStatus, statusAt } from './people-list.js';

/** Somebody as rules see them. */
export interface PersonUnderRules {
  key: string;
  name: string | null;
  status: PersonStatus;
  /** As they are now, or on the first day of somebody who has not started. */
  attributes: PersonAttributes;
}

/**
 * Everybody to whom rules apply, by their key: who works here or will, suspended or not, and of whom HR never spoke those
 * whom an operator put on board.
 */
export async function listPeopleUnderRules(db: Db, now: Date): Promise<PersonUnderRules[]> {
  const lastAsked = sql`(select kind from runs where person_id = p.id and kind in ('onboard', 'offboard')
    order by asked_at desc limit 1)`;
  return await readPeople(
    db,
    now,
    sql`p.status in ('starts', 'works', 'leaves', 'suspended') or (p.status = 'unheard' and ${lastAsked} = 'onboard')`,
  );
}

/** One person in the same way, wherever they stand; undefined for a record that is nobody's any more. */
export async function findPersonUnderRules(db: Db, personId: string, now: Date): Promise<PersonUnderRules | undefined> {
  const [person] = await readPeople(db, now, sql`p.id = ${personId}`);
  return person;
}

async function readPeople(db: Db, now: Date, where: RawBuilder<unknown>): Promise<PersonUnderRules[]> {
  const { rows } = await sql<PersonUnderRules & { startsAt: Date | null; dated: DatedAttributes[] | null }>`
    select p.key, p.status, p.attributes, p.starts_at, p.state -> 'attributes' as dated,
      (select min(value) from identities where person_id = p.id and kind = 'name') as name
    from (
      select p.*, ${statusAt(now)} as status from people p where joined_into is null and erased_at is null
    ) as p
    where ${where}
    order by p.key`.execute(db);
  return rows.map(({ startsAt, dated, attributes, ...person }) => {
    const at = startsAt !== null && startsAt > now ? startsAt : now;
    return { ...person, attributes: dated === null ? attributes : attributesAtMoment(dated, at.toISOString()) };
  });
}
