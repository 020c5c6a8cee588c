import type { Transaction } from 'kysely';
import type { HrEvent, HrSourceKind } from '../../domain/hr/hr-event.js';
import { pickPersonKey } from '../../domain/people/person-key.js';
import type { Database } from '../database.js';
import { createPerson, findPeopleByAddress, findPersonByKey, type Person } from '../people.js';
import {
  addPersonSource,
  addProviderIds,
  findPeopleByProviderIds,
  findPersonBySource,
  listOtherSources,
  lockMatching,
} from '../person-sources.js';

export interface Speaker {
  connectionId: string;
  sourceKind: HrSourceKind;
}

/**
 * The person an event is about: by an explicit link, else by the employee number, an id at an identity provider, or the
 * current work address where it is unique and not given to somebody new; else somebody new. Never by name.
 */
export async function matchWorker(
  trx: Transaction<Database>,
  speaker: Speaker,
  event: HrEvent,
  now: Date,
): Promise<string> {
  const { externalId, identities } = event.worker;
  const key = { connectionId: speaker.connectionId, externalId };
  let personId = await findPersonBySource(trx, key);
  if (personId === undefined) {
    await lockMatching(trx);
    personId = await findPersonBySource(trx, key);
  }
  if (personId !== undefined) {
    await addProviderIds(trx, personId, identities);
    return personId;
  }
  const found = await findByFacts(trx, speaker, event, now);
  const person = found?.personId ?? (await createFor(trx, speaker, event));
  await addPersonSource(trx, { ...key, personId: person, linkedBy: found?.by ?? 'first heard of here' });
  await addProviderIds(trx, person, identities);
  return person;
}

async function findByFacts(
  trx: Transaction<Database>,
  speaker: Speaker,
  event: HrEvent,
  now: Date,
): Promise<{ personId: string; by: string } | undefined> {
  const { employeeNumber, identities } = event.worker;
  const numbered = employeeNumber === undefined ? [] : await findByEmployeeNumber(trx, employeeNumber);
  if (numbered.length === 1 && numbered[0]) return { personId: numbered[0], by: 'employee number' };
  const [atProvider, ...more] = await findPeopleByProviderIds(trx, identities);
  if (atProvider !== undefined && more.length === 0) return { personId: atProvider, by: 'identity provider' };
  const addressed = await findByWorkEmail(trx, speaker, event, now);
  return addressed === undefined ? undefined : { personId: addressed, by: 'work email' };
}

async function findByEmployeeNumber(trx: Transaction<Database>, employeeNumber: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('people')
    .select('id')
    .where('employeeNumber', '=', employeeNumber)
    .where('joinedInto', 'is', null)
    .where('erasedAt', 'is', null)
    .execute();
  return rows.map(({ id }) => id);
}

async function findByWorkEmail(
  trx: Transaction<Database>,
  speaker: Speaker,
  event: HrEvent,
  now: Date,
): Promise<string | undefined> {
  const { workEmail, externalId } = event.worker;
  if (typeof workEmail !== 'string') return undefined;
  const known = await findPeopleByAddress(trx, workEmail, 'work-email');
  const [only] = known;
  if (!only || known.length > 1) return undefined;
  const others = await listOtherSources(trx, only.id, { connectionId: speaker.connectionId, externalId });
  // One connection calls them two workers: that is a conversion, or the address of a leaver.
  if (others.length > 0) return event.reason === 'conversion' ? only.id : undefined;
  const begins = event.type === 'hired' || event.type === 'rehired';
  return begins && (await hasLeft(trx, only, now)) ? undefined : only.id;
}

/** The access of this person was taken away, and the last word about them was that they left. */
async function hasLeft(trx: Transaction<Database>, { id, state, endsAt }: Person, now: Date): Promise<boolean> {
  if (state !== null && (endsAt === null || endsAt > now)) return false;
  const offboarded = await trx
    .selectFrom('runs')
    .select('id')
    .where('personId', '=', id)
    .where('kind', '=', 'offboard')
    .where('actedAt', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return state !== null || offboarded !== undefined;
}

async function createFor(trx: Transaction<Database>, { sourceKind }: Speaker, event: HrEvent): Promise<string> {
  const { workEmail, employeeNumber = null } = event.worker;
  const key = await findFreeKey(trx, pickPersonKey(event, sourceKind));
  const emails = typeof workEmail === 'string' ? [workEmail] : [];
  const { id } = await createPerson(trx, { ...(key !== undefined && { key }), emails });
  await trx.updateTable('people').set({ employeeNumber }).where('id', '=', id).execute();
  return id;
}

async function findFreeKey(trx: Transaction<Database>, keys: string[]): Promise<string | undefined> {
  for (const key of keys) if (!(await findPersonByKey(trx, key))) return key;
  return undefined;
}
