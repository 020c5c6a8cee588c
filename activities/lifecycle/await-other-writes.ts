import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../store/database.js';
import { areOthersWriting, type WrittenUser } from '../../store/other-writes.js';

/** Waited for in place; what lasts longer is asked for again later. */
const patienceMs = 20_000;
const askAgainMs = 250;

/**
 * Waits for what other runs sent before they lost the user to this one: it may still arrive, and a reading before that
 * would prove nothing.
 *
 * @returns whether something is still under way
 */
export async function awaitOtherWrites(db: Db, written: WrittenUser, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (await areOthersWriting(db, written)) {
    if (performance.now() > until) return true;
    await pause(askAgainMs, undefined, { signal });
  }
  return false;
}
