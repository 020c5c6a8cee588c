import { randomInt } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { PersonAttributes } from '../domain/people/person-attributes.js';
import type { Database, Db } from './database.js';
import { inTransaction } from './in-transaction.js';

/** Somebody who works or worked here, under a key that tells nothing of them. */
export type Person = Selectable<Database['people']>;

export interface Addresses {
  /** Current work addresses: they match a user by themselves. */
  work: string[];
  /** Former ones and aliases: never enough. */
  other: string[];
  /** Those among them that are a current work address of somebody else, too; left out: none is. */
  shared?: string[];
}

/** As addresses are kept and compared: trimmed, in lower case. */
export function toAddress(email: string): string {
  return email.trim().toLowerCase();
}

export async function findPersonByKey(db: Db, key: string): Promise<Person | undefined> {
  return await db.selectFrom('people').selectAll().where('key', '=', key).executeTakeFirst();
}

export async function findPersonById(db: Db, id: string): Promise<Person | undefined> {
  return await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst();
}

/**
 * All people who have or had an address, or only those who have it now. Somebody who was joined into another is not one.
 */
export async function findPeopleByAddress(db: Db, email: string, kind?: 'work-email'): Promise<Person[]> {
  return await db
    .selectFrom('people')
    .selectAll()
    .where('joinedInto', 'is', null)
    .where('id', 'in', (query) => {
      const having = query.selectFrom('identities').select('personId').where('value', '=', toAddress(email));
      return kind === undefined ? having.where('kind', '!=', 'name') : having.where('kind', '=', kind);
    })
    .orderBy('createdAt')
    .execute();
}

/** @param key given once and never changed; made up when left out */
export async function createPerson(
  db: Db,
  { key = makeKey(), emails, name }: { key?: string; emails: string[]; name?: string },
): Promise<Person> {
  return await inTransaction(db, async (trx) => {
    const person = await trx.insertInto('people').values({ key }).returningAll().executeTakeFirstOrThrow();
    const identities = [
      ...emails.map((email) => ({ personId: person.id, kind: 'work-email' as const, value: toAddress(email) })),
      ...(name === undefined ? [] : [{ personId: person.id, kind: 'name' as const, value: name }]),
    ];
    if (identities.length > 0) await trx.insertInto('identities').values(identities).execute();
    return person;
  });
}

/** Begins another time of employment: runs of the one before do nothing any more. */
export async function nextEpisode(db: Db, personId: string): Promise<Person> {
  return await db
    .updateTable('people')
    .set({ episode: sql`episode + 1` })
    .where('id', '=', personId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What rules look at, for somebody of whom HR never spoke. */
export async function noteAttributes(db: Db, personId: string, attributes: PersonAttributes): Promise<void> {
  await db
    .updateTable('people')
    .set({ attributes: JSON.stringify(attributes) })
    .where('id', '=', personId)
    .execute();
}

/** Easy to read aloud: no letters that look like digits. */
const keyLetters = 'abcdefghjkmnpqrstuvwxyz23456789';

function makeKey(): string {
  return `p-${Array.from({ length: 8 }, () => keyLetters[randomInt(keyLetters.length)]).join('')}`;
}

export async function readAddresses(db: Db, personId: string): Promise<Addresses> {
  const rows = await db
    .selectFrom('identities as own')
    .select(({ exists, selectFrom }) => [
      'own.kind',
      'own.value',
      exists(
        selectFrom('identities as theirs')
          .select('theirs.personId')
          .whereRef('theirs.value', '=', 'own.value')
          .whereRef('theirs.personId', '!=', 'own.personId')
          .where('theirs.kind', '=', 'work-email'),
      ).as('isShared'),
    ])
    .where('own.personId', '=', personId)
    .where('own.kind', '!=', 'name')
    .orderBy('own.value')
    .execute();
  const valuesOf = (is: (row: (typeof rows)[number]) => boolean) => rows.filter(is).map(({ value }) => value);
  return {
    work: valuesOf(({ kind }) => kind === 'work-email'),
    other: valuesOf(({ kind }) => kind !== 'work-email'),
    shared: valuesOf(({ isShared }) => Boolean(isShared)),
  };
}

/** Whether one of the person's work addresses is that of somebody else now. */
export async function isAddressShared(db: Db, personId: string): Promise<boolean> {
  const other = await db
    .selectFrom('identities as own')
    .innerJoin('identities as other', (join) =>
      join.onRef('other.value', '=', 'own.value').onRef('other.personId', '!=', 'own.personId'),
    )
    .select('other.personId')
    .where('own.personId', '=', personId)
    .where('own.kind', '=', 'work-email')
    .where('other.kind', '=', 'work-email')
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** The user a person is in an account, as a run found out or an operator said. */
export async function findLink(db: Db, accountId: AccountId, personId: string): Promise<string | null> {
  const link = await db
    .selectFrom('links')
    .select('userId')
    .where('accountId', '=', accountId)
    .where('personId', '=', personId)
    .executeTakeFirst();
  return link?.userId ?? null;
}

/** Whether one of these users is somebody else. @param personId null for somebody who is not known yet */
export async function isLinkedToAnother(
  db: Db,
  accountId: AccountId,
  userIds: string[],
  personId: string | null,
): Promise<boolean> {
  if (userIds.length === 0) return false;
  const query = db
    .selectFrom('links')
    .select('userId')
    .where('accountId', '=', accountId)
    .where('userId', 'in', userIds)
    .limit(1);
  const others = personId === null ? query : query.where('personId', '!=', personId);
  return (await others.executeTakeFirst()) !== undefined;
}

/** Takes the place of a link that is there; nobody else keeps that user. */
export async function putLink(
  db: Db,
  link: { accountId: AccountId; personId: string; userId: string; linkedBy: string; reason: string | null },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx
      .deleteFrom('links')
      .where('accountId', '=', link.accountId)
      .where((where) => where.or([where('personId', '=', link.personId), where('userId', '=', link.userId)]))
      .execute();
    await trx.insertInto('links').values(link).execute();
  });
}
