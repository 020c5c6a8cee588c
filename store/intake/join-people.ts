import { sql, type Transaction } from 'kysely';
import { isOpen } from '../../domain/people/known-run.js';
import type { Database } from '../database.js';
import { carryOut } from './carry-out.js';
import { type DecideContext, decidePerson, lockPeople, lockPerson } from './decide-person.js';
import { listKnownRuns } from './known-runs.js';

/**
 * Says that two were one: everything said of the first is said of the second from now on, who is decided on anew. The first
 * one's runs stay under its key; those that facts had asked for are ended.
 *
 * @param by who found it out
 */
export async function joinPeople(
  trx: Transaction<Database>,
  { from, into, by }: { from: string; into: string; by: string },
  context: DecideContext,
): Promise<void> {
  await lockPeople(trx, [from, into]);
  const person = await lockPerson(trx, from);
  await trx.updateTable('hrClaims').set({ personId: into }).where('personId', '=', from).execute();
  await trx.updateTable('personSources').set({ personId: into, linkedBy: by }).where('personId', '=', from).execute();
  await trx.updateTable('personProviderIds').set({ personId: into }).where('personId', '=', from).execute();
  await moveIdentities(trx, from, into);
  await sql`update links set person_id = ${into} where person_id = ${from}
    and account_id not in (select account_id from links where person_id = ${into})`.execute(trx);
  await trx.deleteFrom('links').where('personId', '=', from).execute();
  await trx
    .updateTable('people')
    .set({ joinedInto: into, state: null, attributes: '{}', served: null, attention: [], attentionSince: null })
    .set({ startsAt: null, endsAt: null, suspendedAt: null, reconsiderAt: null, employeeNumber: null })
    .where('id', '=', from)
    .execute();
  const runs = await listKnownRuns(trx, from);
  for (const { id: runId } of runs.filter((run) => isOpen(run) && run.facts !== null && !run.facts.isCancelled)) {
    const reason = 'the person is known under another key';
    await carryOut(trx, { kind: 'cancel-run', runId, reason }, { ...context, person, askedBy: by });
  }
  await decidePerson(trx, into, context);
}

/** Addresses that no claim names stay known, though they match nobody by themselves. */
async function moveIdentities(trx: Transaction<Database>, from: string, into: string): Promise<void> {
  await sql`insert into identities (person_id, kind, value)
    select ${into}::uuid, 'alias', value from identities as own
    where person_id = ${from} and kind <> 'name'
      and not exists (select from identities where person_id = ${into} and value = own.value)
    on conflict do nothing`.execute(trx);
  await trx.deleteFrom('identities').where('personId', '=', from).execute();
}
