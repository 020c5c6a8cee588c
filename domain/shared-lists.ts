/** The oldest list that people of a batch share. */
export const longestShareMs = 30_000;

/** When a list was read that several people may share. */
export interface SharedReading {
  /** Before its first call was sent, by the clock of the database, which all workers have in common. */
  beganAt: Date;
  ageMs: number;
}

/**
 * From when on a list has to have been read to tell about a person: after their last write, so that it can prove what was
 * written, and after the moment their run acts, once that has come.
 */
export function oldestShare({
  lastWriteAt,
  effectiveAt,
  now,
}: {
  lastWriteAt: Date | null;
  effectiveAt: Date;
  now: Date;
}): Date | null {
  if (effectiveAt > now) return lastWriteAt;
  return lastWriteAt !== null && lastWriteAt > effectiveAt ? lastWriteAt : effectiveAt;
}

/** Whether a list that was read for others tells the truth about a person. Times are cut to milliseconds: equal is not after. */
export function mayShare({ beganAt, ageMs }: SharedReading, oldest: Date | null): boolean {
  return ageMs <= longestShareMs && (oldest === null || beganAt > oldest);
}
