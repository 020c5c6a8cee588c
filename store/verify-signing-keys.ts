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
    const why = whyNotOurs(sealer, key);
    if (why === undefined) continue;
    const detail = `the signing key ${key.id} ${why}: what it signed proves nothing`;
    problems.add({ kind: 'bad-key', runId: null, seq: null, detail });
  }
}

/** Undefined when it is ours. A key id that nobody knows is no proof either: anybody can write one. */
function whyNotOurs(sealer: Sealer, key: { id: string; keyId: string; sealed: Uint8Array }): string | undefined {
  const notMade = 'was not made with the encryption keys that are given';
  try {
    const opened = createPublicKey(createPrivateKey(openSigningKey(sealer, key)));
    return signingKeyId(opened) === key.id ? undefined : notMade;
  } catch (error) {
    const isMissing = error instanceof Error && error.name === 'UnknownKeyError';
    return isMissing ? `needs the encryption key "${key.keyId}", which is not among those that are given` : notMade;
  }
}
