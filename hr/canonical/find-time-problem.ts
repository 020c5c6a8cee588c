import { toleranceMs } from '../verify/signed-time.js';

/** Longer than any of the senders goes on trying. */
const oldestMs = 7 * 86_400_000;

interface Circumstances {
  receivedAt: Date;
  isReplayProtected: boolean;
  /** An operator has it read again. */
  isRedelivery?: boolean;
}

/**
 * What speaks against the time that a message gives for itself. One from the future would win against every later fact.
 * An old one, where no time is signed, may be a copy that somebody else sends again.
 */
export function findTimeProblem(
  observedAt: string,
  { receivedAt, isReplayProtected, isRedelivery }: Circumstances,
): string | undefined {
  const ageMs = receivedAt.getTime() - Date.parse(observedAt);
  if (ageMs < -toleranceMs) return 'lies in the future';
  if (!isReplayProtected && !isRedelivery && ageMs > oldestMs)
    return 'is more than seven days old, and the time is not signed';
  return undefined;
}
