import type { Verification } from '../adapter.js';

/** How far the sender's clock and ours may be apart, either way. */
export const toleranceMs = 5 * 60_000;

/**
 * Reads a signed time in seconds since 1970, strictly: digits alone.
 *
 * @returns undefined when it is none, and 'outside' when it is not of now
 */
export function readSignedTime(text: string | undefined, now: Date): Date | 'outside' | undefined {
  if (text === undefined || !/^\d{1,11}$/.test(text)) return undefined;
  const time = new Date(Number(text) * 1000);
  return Math.abs(now.getTime() - time.getTime()) <= toleranceMs ? time : 'outside';
}

/** What is said of a message whose signature fits and whose time does not. */
export const outOfTime: Verification = {
  isAuthentic: false,
  why: 'signed more than five minutes before or after now',
  isOutOfTime: true,
};
