import type { PersonIdentity } from '../domain/policy/wanted-by-rules.js';
import { splitName } from '../domain/people/split-name.js';
import type { Db } from './database.js';
import { findPersonById, readAddresses } from './people.js';

/**
 * Under which address and names a user is made for a person: the work email, and the names as HR gave them apart, else
 * the one name that is known.
 *
 * @returns null while no work email is known
 */
export async function findIdentity(db: Db, personId: string): Promise<PersonIdentity | null> {
  const [person, { work }] = await Promise.all([findPersonById(db, personId), readAddresses(db, personId)]);
  const named = person?.state?.workEmail;
  const email = named && work.includes(named) ? named : work[0];
  if (email === undefined) return null;
  const apart = await findNamesApart(db, personId);
  return { email, ...(apart ?? splitName(person?.state?.name ?? (await findName(db, personId)), email)) };
}

async function findName(db: Db, personId: string): Promise<string | null> {
  const row = await db
    .selectFrom('identities')
    .select('value')
    .where('personId', '=', personId)
    .where('kind', '=', 'name')
    .orderBy('value')
    .executeTakeFirst();
  return row?.value ?? null;
}

/** Given and family name as the newest fact has them, an HR system's before an identity provider's. */
async function findNamesApart(db: Db, personId: string) {
  const rows = await db
    .selectFrom('hrClaims')
    .select(['event'])
    .where('personId', '=', personId)
    .orderBy('sourceKind', 'asc')
    .orderBy('observedAt', 'desc')
    .execute();
  for (const { event } of rows) {
    const { givenName, familyName } = event.worker;
    if (givenName?.trim() && familyName?.trim()) return splitName(`${familyName}, ${givenName}`, '');
  }
  return undefined;
}
