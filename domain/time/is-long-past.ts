import { Temporal } from 'temporal-polyfill';

const dayMs = 24 * 60 * 60_000;

/** When something is to happen, and the last day with access that it was computed from. */
export interface MomentAsked {
  effectiveAt: Date;
  effectiveDay: string | null;
  timeZone: string | null;
}

/**
 * Whether a moment lies so far back that it may be a slip of the pen. Of days yesterday is none, whatever time of it access
 * ends at: last days are often told on the morning after. Of instants none of the last 24 hours is.
 *
 * For commands only: it reads the zone data.
 */
export function isLongPast({ effectiveAt, effectiveDay, timeZone }: MomentAsked, now: Date): boolean {
  if (effectiveDay === null || timeZone === null) return now.getTime() - effectiveAt.getTime() > dayMs;
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  return Temporal.PlainDate.compare(effectiveDay, today.subtract({ days: 1 })) < 0;
}
