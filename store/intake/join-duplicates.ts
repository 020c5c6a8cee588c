import type { Transaction } from 'kysely';
import type { HrEvent } from '../../domain/hr/hr-event.js';
import type { Database } from '../database.js';
import { findPeopleByAddress } from '../people.js';
import { findPeopleByProviderIds } from '../person-sources.js';
import type { DecideContext } from './decide-person.js';
import { joinPeople } from './join-people.js';

/**
 * When an event shows that somebody whom only identity providers spoke of is a person HR knows, the two become one, as if
 * the event had come first.
 */
export async function joinDuplicates(
  trx: Transaction<Database>,
  personId: string,
  events: readonly HrEvent[],
  context: DecideContext,
): Promise<void> {
  const others = await listOthers(trx, events);
  others.delete(personId);
  if (others.size !== 1) return;
  const [other] = [...others];
  if (other === undefined) return;
  const [own, its] = [await whoSpoke(trx, personId), await whoSpoke(trx, other)];
  if (own.hr && its.idp && !its.hr) {
    await joinPeople(trx, { from: other, into: personId, by: 'identity provider' }, context);
  } else if (its.hr && own.idp && !own.hr) {
    await joinPeople(trx, { from: personId, into: other, by: 'identity provider' }, context);
  }
}

async function listOthers(trx: Transaction<Database>, events: readonly HrEvent[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const { worker } of events) {
    for (const id of await findPeopleByProviderIds(trx, worker.identities)) found.add(id);
    if (typeof worker.workEmail !== 'string') continue;
    for (const { id } of await findPeopleByAddress(trx, worker.workEmail, 'work-email')) found.add(id);
  }
  return found;
}

async function whoSpoke(trx: Transaction<Database>, personId: string): Promise<{ hr: boolean; idp: boolean }> {
  const rows = await trx
    .selectFrom('hrClaims')
    .select('sourceKind')
    .distinct()
    .where('personId', '=', personId)
    .execute();
  const kinds = rows.map(({ sourceKind }) => sourceKind);
  return { hr: kinds.includes('hr'), idp: kinds.includes('idp') };
}
