import { randomBytes } from 'node:crypto';
import { keyBytes } from '../domain/key-ring.js';
import type { KeyRing } from '../domain/sealing.js';

/** A ring with one new random key, whose id says when it was made and differs from other keys of that day. */
export function generateKeyRing(now = new Date()): KeyRing {
  const id = `${now.toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`;
  return { currentId: id, keys: { [id]: new Uint8Array(randomBytes(keyBytes)) } };
}
