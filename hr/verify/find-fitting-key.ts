import { timingSafeEqual } from 'node:crypto';
import type { UsableKey } from './usable-keys.js';

/**
 * The id of the first key whose proof was presented. Every key is tried with every proof, also after one fitted, so that
 * the time says nothing about which it was.
 *
 * @param toProof what the sender has to present when the key is theirs
 */
export function findFittingKey(
  keys: readonly UsableKey[],
  presented: readonly Buffer[],
  toProof: (key: Buffer) => Buffer,
): string | undefined {
  let fitting: string | null = null;
  for (const { id, key } of keys) {
    const proof = toProof(key);
    for (const candidate of presented) {
      // Of unequal lengths timingSafeEqual throws; the length of a proof is no secret.
      const fits = candidate.length === proof.length && timingSafeEqual(candidate, proof);
      if (fits) fitting ??= id;
    }
  }
  return fitting ?? undefined;
}
