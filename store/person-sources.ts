import { sql, type Transaction } from 'kysely';
import type { HrWorker } from '../domain/hr/hr-event.js';
import type { Database, Db } from './database.js';

/** A worker as a connection names them. */
export interface SourceKey {
  connectionId: string;
  externalId: string;
}

/** Until the transaction ends, nobody else finds out who a new worker is: two deliveries never make two people of one. */
export async function lockMatching(trx: Transaction<Database>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('people/matching', 0))`.execute(trx);
}

export async function findPersonBySource(db: Db, { connectionId, externalId }: SourceKey): Promise<string | undefined> {
  const row = await db
    .selectFrom('personSources')
    .select('personId')
    .where('connectionId', '=', connectionId)
    .where('externalId', '=', externalId)
    .executeTakeFirst();
  return row?.personId;
}

export async function addPersonSource(
  db: Db,
  { personId, linkedBy, ...key }: SourceKey & { personId: string; linkedBy: string },
): Promise<void> {
  await db
    .insertInto('personSources')
    .values({ ...key, personId, linkedBy })
    .execute();
}

/** The people a connection knows under another id. */
export async function listOtherSources(
  db: Db,
  personId: string,
  { connectionId, externalId }: SourceKey,
): Promise<string[]> {
  const rows = await db
    .selectFrom('personSources')
    .select('externalId')
    .where('personId', '=', personId)
    .where('connectionId', '=', connectionId)
    .where('externalId', '!=', externalId)
    .execute();
  return rows.map((row) => row.externalId);
}

/** Ids at identity providers lead to a person from the first time they are named. */
export async function addProviderIds(db: Db, personId: string, identities: HrWorker['identities']): Promise<void> {
  if (!identities || identities.length === 0) return;
  await db
    .insertInto('personProviderIds')
    .values(identities.map(({ provider, id }) => ({ provider, providerId: id, personId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The people who have one of these ids at an identity provider. */
export async function findPeopleByProviderIds(db: Db, identities: HrWorker['identities']): Promise<string[]> {
  if (!identities || identities.length === 0) return [];
  const rows = await db
    .selectFrom('personProviderIds')
    .select('personId')
    .distinct()
    .where((where) => where.or(identities.map(({ provider, id }) => where.and({ provider, providerId: id }))))
    .execute();
  return rows.map(({ personId }) => personId);
}
