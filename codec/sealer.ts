import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing, Sealed, Sealer } from '../domain/sealing.js';

/** Something was sealed with a key that the ring does not have. */
export class UnknownKeyError extends Error {
  override name = 'UnknownKeyError';
  readonly keyId: string;

  constructor(keyId: string) {
    super(
      `Encrypted with key "${keyId}", which is not among the encryption keys. ` +
        'Put it back into STEWARD_ENCRYPTION_KEYS of every process, behind the first.',
    );
    this.keyId = keyId;
  }
}

/** Sealed bytes were changed, cut, or belong to another context or key. */
export class SealBrokenError extends Error {
  override name = 'SealBrokenError';

  constructor(keyId: string) {
    super(
      `What was encrypted with key "${keyId}" cannot be read: it was altered, it belongs elsewhere, or the key differs.`,
    );
  }
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM with a fresh random nonce each time; the context is authenticated, not stored. With random nonces one key
 * is good for 2^32 seals: a new one is due long before.
 */
export function createSealer(ring: KeyRing): Sealer {
  const keyOf = (id: string): Uint8Array => {
    const key = Object.hasOwn(ring.keys, id) ? ring.keys[id] : undefined;
    if (key === undefined) throw new UnknownKeyError(id);
    return key;
  };
  return {
    seal(clear, context) {
      const nonce = randomBytes(nonceBytes);
      const encrypt = createCipheriv(cipher, keyOf(ring.currentId), nonce).setAAD(Buffer.from(context));
      const bytes = Buffer.concat([nonce, encrypt.update(clear), encrypt.final(), encrypt.getAuthTag()]);
      return { keyId: ring.currentId, bytes };
    },
    open(sealed, context) {
      return open(sealed, keyOf(sealed.keyId), context);
    },
  };
}

function open({ keyId, bytes }: Sealed, key: Uint8Array, context: string): Uint8Array {
  if (bytes.length < nonceBytes + tagBytes) throw new SealBrokenError(keyId);
  const decrypt = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(bytes.length - tagBytes));
  try {
    return Buffer.concat([decrypt.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decrypt.final()]);
  } catch {
    throw new SealBrokenError(keyId);
  }
}
