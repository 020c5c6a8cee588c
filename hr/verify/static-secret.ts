import { createHash } from 'node:crypto';
import type { HrSecret, Verification } from '../adapter.js';
import { findFittingKey } from './find-fitting-key.js';
import { usableKeys } from './usable-keys.js';

/**
 * Checks a secret that comes with every request as it is. Hashes are compared, so that the time says nothing about how
 * much of it was right, nor how long it is. Nothing of the body is proven, and an old message may be sent again.
 *
 * @param given what the request carries
 * @param toExpected what it has to carry for a secret; as it stands, without one
 */
export function verifyStaticSecret(
  given: string | undefined,
  receivedAt: Date,
  secrets: readonly HrSecret[],
  toExpected: (secret: string) => string = (secret) => secret,
): Verification {
  const keys = usableKeys(secrets, receivedAt, (value) => digest(toExpected(value)));
  const keyId = findFittingKey(keys, [digest(given ?? '')], (key) => key);
  if (keyId === undefined) return { isAuthentic: false, why: 'no secret that is known' };
  return { isAuthentic: true, keyId, messageId: null, signedAt: null, isReplayProtected: false };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
