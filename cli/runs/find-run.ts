import type { Db } from '../../store/database.js';
import { findPeopleByAddress, findPersonByKey, type Person } from '../../store/people.js';
import { findRunByWorkflowId, listRunsOfPerson, type Run } from '../../store/runs.js';
import { UsageError } from '../exit.js';

/**
 * The run somebody means: by the id of its workflow (offboard/E-1042/1/1), or the newest one of a person, by key or
 * address.
 *
 * @throws UsageError
 */
export async function requireRun(db: Db, name: string): Promise<Run> {
  const byId = await findRunByWorkflowId(db, name);
  if (byId) return byId;
  const person = name.includes('/') ? undefined : await findPerson(db, name);
  const [newest] = person ? await listRunsOfPerson(db, person.id) : [];
  if (newest) return newest;
  throw new UsageError(`There is no run ${name}.`, 'See them: steward runs');
}

/** @throws UsageError when several people have the address */
export async function findPerson(db: Db, name: string): Promise<Person | undefined> {
  const byKey = await findPersonByKey(db, name);
  if (byKey || !name.includes('@')) return byKey;
  const people = await findPeopleByAddress(db, name);
  if (people.length > 1) {
    const keys = people.map(({ key }) => key).join(', ');
    throw new UsageError(`Several people have this address: ${keys}.`, 'Name one of them by key.');
  }
  return people[0];
}
