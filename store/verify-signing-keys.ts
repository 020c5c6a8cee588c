import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Sealer } from '../domain/sealing.js';
import type { Db } from './database.js';
import type { ProblemSink } from './ledger-problem.js';
import { openSigningKey, signingKeyId } from './signing.js';

/**
 * Checks that each key was sealed by the encryption keys of this installation: whoever owns the database alone could put a
 * pair of their own there, write everything anew and sign it.
 */
export async function verifySigningKeys(db: Db, sealer: Sealer, problems: ProblemSink): Promise<void> {
  for (const key of await db.selectFrom('signingKeys').selectAll().orderBy('id').execute()) {
    if (isOurs(sealer, key)) continue;
    const detail = `the signing key ${key.id} was not made with the encryption keys that are given: what it signed proves nothing`;
    problems.add({ kind: 'bad-key', runId: null, seq: null, detail });
  }
}

function isOurs(sealer: Sealer, key: { id: string; keyId: string; sealed: Uint8Array }): boolean {
  try {
    return signingKeyId(createPublicKey(createPrivateKey(openSigningKey(sealer, key)))) === key.id;
  } catch {
    return false;
  }
}
