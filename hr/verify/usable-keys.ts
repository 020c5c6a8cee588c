import { randomBytes } from 'node:crypto';
import type { HrSecret } from '../adapter.js';

export interface UsableKey {
  /** Null for the decoy. */
  id: string | null;
  key: Buffer;
}

/**
 * The keys that count at a moment. There is always one: without a secret a decoy takes its place that nobody knows, so
 * that a request to nowhere costs the same work as one with a wrong signature.
 *
 * @param toKey makes a key from a secret's value, or nothing when the value is none
 */
export function usableKeys(
  secrets: readonly HrSecret[],
  at: Date,
  toKey: (value: string) => Buffer | undefined,
): UsableKey[] {
  const usable = secrets
    .filter(({ value, notBefore, notAfter }) => value !== '' && notBefore <= at && (notAfter === null || at < notAfter))
    .flatMap(({ id, value }) => {
      const key = toKey(value);
      return key === undefined ? [] : [{ id, key }];
    });
  return usable.length > 0 ? usable : [{ id: null, key: decoy }];
}

const decoy = randomBytes(32);
