import type { Selectable } from 'kysely';
import type { Sealer } from '../domain/sealing.js';
import type { Database, Db } from './database.js';
import { sealContexts } from './sealed-rows.js';

/** A secret shared with a sender, without its value. */
export type HrSecretRow = Omit<Selectable<Database['hrSecrets']>, 'keyId' | 'sealed'>;

/** A secret with its value, as adapters take it. */
export interface OpenedHrSecret {
  id: string;
  value: string;
  notBefore: Date;
  notAfter: Date | null;
}

/** Clocks of the database and of those who verify may differ. */
const clockDifferenceMs = 5 * 60_000;

/**
 * Puts a secret in place of those that are in force.
 *
 * @param options.othersEndAt until when what was in force stays so, so that senders can change theirs without a gap
 */
export async function replaceHrSecret(
  db: Db,
  sealer: Sealer,
  connectionId: string,
  { value, othersEndAt }: { value: string; othersEndAt: Date },
): Promise<void> {
  await db
    .updateTable('hrSecrets')
    .set({ notAfter: othersEndAt })
    .where('connectionId', '=', connectionId)
    .where((eb) => eb.or([eb('notAfter', 'is', null), eb('notAfter', '>', othersEndAt)]))
    .execute();
  const { keyId, bytes } = sealer.seal(Buffer.from(value), sealContexts.hrSecret(connectionId));
  await db
    .insertInto('hrSecrets')
    .values({ connectionId, keyId, sealed: Buffer.from(bytes), notBefore: new Date(Date.now() - clockDifferenceMs) })
    .execute();
}

/** All secrets a connection ever had, the newest first, without their values. */
export async function listHrSecrets(db: Db, connectionId: string): Promise<HrSecretRow[]> {
  return await db
    .selectFrom('hrSecrets')
    .select(['id', 'connectionId', 'notBefore', 'notAfter', 'lastUsedAt'])
    .where('connectionId', '=', connectionId)
    .orderBy('notBefore', 'desc')
    .execute();
}

/**
 * The secrets of a connection with their values, the newest first.
 *
 * @throws UnknownKeyError, SealBrokenError of the sealer
 */
export async function openHrSecrets(db: Db, sealer: Sealer, connectionId: string): Promise<OpenedHrSecret[]> {
  const rows = await db
    .selectFrom('hrSecrets')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .orderBy('notBefore', 'desc')
    .execute();
  return rows.map((row) => openHrSecret(sealer, connectionId, row));
}

/** @throws UnknownKeyError, SealBrokenError of the sealer */
export function openHrSecret(
  sealer: Sealer,
  connectionId: string,
  { id, keyId, sealed, notBefore, notAfter }: Omit<Selectable<Database['hrSecrets']>, 'connectionId' | 'lastUsedAt'>,
): OpenedHrSecret {
  const value = Buffer.from(sealer.open({ keyId, bytes: sealed }, sealContexts.hrSecret(connectionId))).toString();
  return { id, value, notBefore, notAfter };
}
