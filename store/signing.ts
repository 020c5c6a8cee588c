import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { sql } from 'kysely';
import type { Sealer } from '../domain/sealing.js';
import type { Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { sha256 } from './ledger-hash.js';
import { sealContexts } from './sealed-rows.js';

interface SigningKey {
  id: string;
  privateKey: KeyObject;
}

/** What the hash of a row of the index is over; the signature is over that hash. */
export interface HashedHead {
  prevHash: string;
  seq: number;
  runId: string;
  ledgerSeq: number;
  ledgerHash: string;
  /** ISO 8601, UTC, with milliseconds. */
  at: string;
  signingKeyId: string;
}

/** What stands before the first row of the index. */
export const headsGenesis = sha256('retool-steward ledger heads');

export function hashHead(head: HashedHead): string {
  const { prevHash, seq, runId, ledgerSeq, ledgerHash, at, signingKeyId } = head;
  return sha256([prevHash, String(seq), runId, String(ledgerSeq), ledgerHash, at, signingKeyId].join('\n'));
}

/**
 * Signs what the ledger of a run says by now: adds its newest row to the index of heads, unless it is there. One head at a
 * time is added over all runs, so a transaction of the caller should be short.
 */
export async function signHead(db: Db, sealer: Sealer, runId: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('ledger-heads', 0))`.execute(trx);
    const newest = await trx
      .selectFrom('ledger')
      .select(['seq', 'hash'])
      .where('runId', '=', runId)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!newest || (await isSigned(trx, runId, newest.seq))) return;
    const key = await ensureSigningKey(trx, sealer);
    const last = await trx
      .selectFrom('ledgerHeads')
      .select(['seq', 'hash'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(trx);
    const at = rows[0]?.now ?? new Date();
    const head = {
      seq: (last?.seq ?? 0) + 1,
      runId,
      ledgerSeq: newest.seq,
      ledgerHash: newest.hash,
      prevHash: last?.hash ?? headsGenesis,
      signingKeyId: key.id,
    };
    const hash = hashHead({ ...head, at: at.toISOString() });
    const signature = sign(null, Buffer.from(hash), key.privateKey).toString('base64');
    await trx
      .insertInto('ledgerHeads')
      .values({ ...head, at, hash, signature })
      .execute();
  });
}

async function isSigned(db: Db, runId: string, ledgerSeq: number): Promise<boolean> {
  const head = await db
    .selectFrom('ledgerHeads')
    .select('seq')
    .where('runId', '=', runId)
    .where('ledgerSeq', '>=', ledgerSeq)
    .limit(1)
    .executeTakeFirst();
  return head !== undefined;
}

/** The newest key; made when there is none. Called under the lock of the index, so that only one is made. */
async function ensureSigningKey(db: Db, sealer: Sealer): Promise<SigningKey> {
  const known = await db.selectFrom('signingKeys').selectAll().orderBy('createdAt', 'desc').limit(1).executeTakeFirst();
  if (known) {
    return { id: known.id, privateKey: createPrivateKey(openSigningKey(sealer, known)) };
  }
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const id = signingKeyId(publicKey);
  const sealed = sealer.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), sealContexts.signingKey(id));
  await db
    .insertInto('signingKeys')
    .values({
      id,
      publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      keyId: sealed.keyId,
      sealed: Buffer.from(sealed.bytes),
    })
    .execute();
  return { id, privateKey };
}

/** The private half. @throws UnknownKeyError, SealBrokenError */
export function openSigningKey(
  sealer: Sealer,
  { id, keyId, sealed }: { id: string; keyId: string; sealed: Uint8Array },
): { key: Buffer; format: 'der'; type: 'pkcs8' } {
  const der = sealer.open({ keyId, bytes: sealed }, sealContexts.signingKey(id));
  return { key: Buffer.from(der), format: 'der', type: 'pkcs8' };
}

/** The id of a key follows from it: the first 16 hex digits of the SHA-256 of its public half. */
export function signingKeyId(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16);
}
