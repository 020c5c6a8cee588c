import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './database.js';
import { inTransaction } from './in-transaction.js';

const saltBytes = 32;

/**
 * The salted hash by which ledgers name a value of a person; the clear value and its salt are kept with the person. The
 * same value of the same person has the same hash. Of a person who was erased nothing is kept: the hash then leads to
 * nobody.
 */
export async function hashPersonValue(db: Db, personId: string, value: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = hashOf(salt, value);
  return await inTransaction(db, async (trx) => {
    const person = await trx
      .selectFrom('people')
      .select('erasedAt')
      .where('id', '=', personId)
      // Waits for an erasure that is under way, and it for us.
      .forShare()
      .executeTakeFirst();
    if (!person || person.erasedAt) return hash;
    await trx
      .insertInto('personValues')
      .values({ personId, hash, salt, value })
      .onConflict((conflict) => conflict.columns(['personId', 'value']).doNothing())
      .execute();
    const kept = await trx
      .selectFrom('personValues')
      .select('hash')
      .where('personId', '=', personId)
      .where('value', '=', value)
      .executeTakeFirstOrThrow();
    return kept.hash;
  });
}

function hashOf(salt: Uint8Array, value: string): string {
  return `h:${createHmac('sha256', salt).update(value).digest('hex')}`;
}

/** Whether a clear value is the one that was hashed. */
export function fitsHash({ hash, salt, value }: { hash: string; salt: Uint8Array; value: string }): boolean {
  return hashOf(salt, value) === hash;
}

/** Clear values by their hashes; none of a person who was erased. */
export async function readPersonValues(db: Db, personId: string): Promise<Map<string, string>> {
  const rows = await db.selectFrom('personValues').select(['hash', 'value']).where('personId', '=', personId).execute();
  return new Map(rows.map(({ hash, value }) => [hash, value]));
}

/**
 * Forgets names and addresses of a person and everything that was said of them. The key and the ledgers stay, and ledgers
 * name nobody any more.
 */
export async function erasePerson(db: Db, personId: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx
      .updateTable('people')
      .set(({ fn }) => ({ erasedAt: fn.coalesce('erasedAt', fn<Date>('clock_timestamp')) }))
      .set({ state: null, attributes: '{}', served: null, employeeNumber: null, attention: [], reconsiderAt: null })
      .where('id', '=', personId)
      .execute();
    await trx.deleteFrom('identities').where('personId', '=', personId).execute();
    await trx.deleteFrom('personValues').where('personId', '=', personId).execute();
    await sql`delete from roster_rows as lists using person_sources as known where known.person_id = ${personId}
      and lists.connection_id = known.connection_id and lists.row ->> 'id' = known.external_id`.execute(trx);
    await sql`update runs set facts = jsonb_set(facts, '{attributes}', 'null')
      where person_id = ${personId} and facts is not null`.execute(trx);
    for (const table of ['hrClaims', 'personSources', 'personProviderIds', 'settlements'] as const) {
      await trx.deleteFrom(table).where('personId', '=', personId).execute();
    }
  });
}
