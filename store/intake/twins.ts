import type { Twin } from '../../domain/people/decide.js';
import type { PeopleRules } from '../../domain/people/people-rules.js';
import type { PersonState } from '../../domain/people/person-state.js';
import { standingAt } from '../../domain/people/standing.js';
import type { Db } from '../database.js';

export interface KnownTwin extends Twin {
  personId: string;
}

/** Others who have the person's current work address. */
export async function listTwins(
  db: Db,
  personId: string,
  { workEmail }: Pick<PersonState, 'workEmail'>,
  { now, rules }: { now: string; rules: PeopleRules },
): Promise<KnownTwin[]> {
  if (workEmail === null) return [];
  const rows = await db
    .selectFrom('identities')
    .innerJoin('people', 'people.id', 'identities.personId')
    .select(['people.id', 'people.key', 'people.state'])
    .where('identities.kind', '=', 'work-email')
    .where('identities.value', '=', workEmail)
    .where('identities.personId', '!=', personId)
    .where('people.joinedInto', 'is', null)
    .orderBy('people.key')
    .execute();
  return rows.map(({ id, key, state }) => ({
    personId: id,
    personKey: key,
    isEmployed: state !== null && isEmployed(state, now, rules),
  }));
}

function isEmployed(state: PersonState, now: string, rules: PeopleRules): boolean {
  const { inForce, isOver } = standingAt(state, now, rules);
  return inForce !== null && !isOver;
}
