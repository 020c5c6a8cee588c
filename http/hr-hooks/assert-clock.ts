import type { Db } from '../../store/database.js';
import { readClock } from '../../store/last-write.js';

/** The clock here differs from that of the database: what looks old may be of now. */
export class WrongClockError extends Error {
  override readonly name = 'WrongClockError';
}

/** Less than signed times may be off. */
const toleranceMs = 2 * 60_000;

/**
 * Asked when a delivery of the right sender has the wrong time: an old one is refused, and one that only we take for old
 * has to come again.
 *
 * @throws WrongClockError
 */
export async function assertClock(db: Db, now: Date): Promise<void> {
  const ofDatabase = await readClock(db);
  if (Math.abs(ofDatabase.getTime() - now.getTime()) <= toleranceMs) return;
  throw new WrongClockError('The clock of the door is not that of the database.');
}
