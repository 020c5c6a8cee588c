import { sql } from 'kysely';
import type { Db } from './database.js';

/** Who somebody is, for people: what is not known is null or missing. */
export interface NamedPerson {
  key: string | null;
  name: string | null;
  /** Current work addresses. */
  emails: string[];
}

/** @returns the name as HR gave it, else as a user with a work address has it in Retool */
export async function readNamedPerson(db: Db, personId: string): Promise<NamedPerson> {
  const { key } = await db.selectFrom('people').select('key').where('id', '=', personId).executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom('identities')
    .select(['kind', 'value'])
    .where('personId', '=', personId)
    .where('kind', 'in', ['name', 'work-email'])
    .orderBy('value')
    .execute();
  const emails = rows.filter(({ kind }) => kind === 'work-email').map(({ value }) => value);
  const name = rows.find(({ kind }) => kind === 'name')?.value;
  return { key, name: name ?? (await findNameOfUser(db, emails)), emails };
}

/** The name of a user with one of these addresses, as of the last syncs. @param addresses in lower case */
export async function findNameOfUser(db: Db, addresses: string[]): Promise<string | null> {
  if (addresses.length === 0) return null;
  const row = await db
    .selectFrom('users')
    .select(['firstName', 'lastName'])
    .where(sql<string>`lower(email)`, 'in', addresses)
    .orderBy('active', 'desc')
    .orderBy('firstSeenAt')
    .limit(1)
    .executeTakeFirst();
  const name = [row?.firstName, row?.lastName].filter((part) => part?.trim()).join(' ');
  return name === '' ? null : name;
}
