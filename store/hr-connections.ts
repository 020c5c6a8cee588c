import { randomBytes } from 'node:crypto';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Sealer } from '../domain/sealing.js';
import type { Database, Db } from './database.js';
import { replaceHrSecret } from './hr-secrets.js';
import { inTransaction } from './in-transaction.js';
import { isUniqueViolation } from './postgres-error.js';

/** Where facts about people come from: one sender, with a URL of its own. */
export type HrConnection = Selectable<Database['hrConnections']>;

export type NewHrConnection = Pick<
  Insertable<Database['hrConnections']>,
  'name' | 'adapter' | 'definition' | 'sourceKind' | 'timeZone' | 'terminationDateMeans' | 'tenant' | 'expectedEveryMs'
> & { locations: Record<string, string> };

export type HrConnectionPatch = Partial<
  Omit<NewHrConnection, 'name' | 'adapter' | 'sourceKind'> & Pick<HrConnection, 'pausedAt' | 'pauseReason'>
>;

/** There is a connection of that name. */
export class HrConnectionNameTakenError extends Error {
  override readonly name = 'HrConnectionNameTakenError';
}

/**
 * Adds a connection with its URL and its first secret.
 *
 * @throws HrConnectionNameTakenError
 */
export async function insertHrConnection(
  db: Db,
  sealer: Sealer,
  { locations, ...given }: NewHrConnection,
  secret: string,
): Promise<HrConnection> {
  return await inTransaction(db, async (trx) => {
    const connection = await trx
      .insertInto('hrConnections')
      .values({ ...given, hookId: randomBytes(24).toString('base64url'), locations: JSON.stringify(locations) })
      .returningAll()
      .executeTakeFirstOrThrow();
    await replaceHrSecret(trx, sealer, connection.id, { value: secret, othersEndAt: new Date() });
    return connection;
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error, 'hr_connections_by_name')) throw error;
    throw new HrConnectionNameTakenError(`There is a connection ${given.name} already.`);
  });
}

/** By name, without those that were removed. */
export async function listHrConnections(db: Db): Promise<HrConnection[]> {
  return await present(db).orderBy('name').execute();
}

/** By their ids, with those that were removed. */
export async function readHrConnectionNames(db: Db): Promise<Map<string, string>> {
  const rows = await db.selectFrom('hrConnections').select(['id', 'name']).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function findHrConnectionByName(db: Db, name: string): Promise<HrConnection | undefined> {
  return await present(db).where('name', '=', name).executeTakeFirst();
}

export async function findHrConnectionById(db: Db, id: string): Promise<HrConnection | undefined> {
  return await present(db).where('id', '=', id).executeTakeFirst();
}

function present(db: Db) {
  return db.selectFrom('hrConnections').selectAll().where('removedAt', 'is', null);
}

export async function updateHrConnection(
  db: Db,
  id: string,
  { locations, ...changes }: HrConnectionPatch,
): Promise<void> {
  const columns = { ...changes, ...(locations && { locations: JSON.stringify(locations) }) };
  if (Object.keys(columns).length === 0) return;
  await db.updateTable('hrConnections').set(columns).where('id', '=', id).execute();
}

/**
 * Takes a connection away with its URL, its secrets and all bodies. What waits is discarded; what was decided by it stays.
 *
 * @returns how many deliveries were waiting
 */
export async function removeHrConnection(db: Db, id: string): Promise<number> {
  return await inTransaction(db, async (trx) => {
    await trx
      .updateTable('hrConnections')
      .set({ removedAt: sql`clock_timestamp()` })
      .where('id', '=', id)
      .execute();
    await trx.deleteFrom('hrSecrets').where('connectionId', '=', id).execute();
    const waiting = await trx
      .updateTable('hrEvents')
      .set({ state: 'discarded', reason: 'the connection was removed', settledAt: sql`clock_timestamp()` })
      .where('connectionId', '=', id)
      .where('state', 'in', ['pending', 'quarantined', 'held'])
      .returning('id')
      .execute();
    await trx
      .updateTable('hrEvents')
      .set({ raw: null, rawKeyId: null, events: null, eventsKeyId: null })
      .where('connectionId', '=', id)
      .execute();
    return waiting.length;
  });
}

/** Notes that a connection lives, and which secret its sender uses. */
export async function noteHrDelivery(
  db: Db,
  { connectionId, secretId, at }: { connectionId: string; secretId: string | null; at: Date },
): Promise<void> {
  await db.updateTable('hrConnections').set({ lastDeliveryAt: at }).where('id', '=', connectionId).execute();
  if (secretId === null) return;
  await db.updateTable('hrSecrets').set({ lastUsedAt: at }).where('id', '=', secretId).execute();
}

/** Notes why somebody who knew the URL of a connection was refused. @param why no part of the request */
export async function noteHrRefusal(
  db: Db,
  { connectionId, why, at }: { connectionId: string; why: string; at: Date },
): Promise<void> {
  await db
    .updateTable('hrConnections')
    .set({ lastRefusedAt: at, lastRefusal: why })
    .where('id', '=', connectionId)
    .execute();
}
