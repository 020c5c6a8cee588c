import { createHash } from 'node:crypto';
import type { KeyRing } from '../../domain/sealing.js';

/** A ring of keys that follow from their ids, so that two rings share the keys they both name. The first seals. */
export function ringOf(currentId: string, ...others: string[]): KeyRing {
  const keyOf = (id: string) => new Uint8Array(createHash('sha256').update(id).digest());
  return { currentId, keys: Object.fromEntries([currentId, ...others].map((id) => [id, keyOf(id)])) };
}
