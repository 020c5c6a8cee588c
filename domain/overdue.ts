import type { SyncTiming } from './account.js';

/** Beyond the second missed time, so that a slow start or a run that is still going is no alarm. */
export const overdueGraceMs = 10 * 60_000;

/** Instants at which a cron expression is due; the calculation is injected, it needs zone data. */
export type NextCronTime = (timing: SyncTiming & { kind: 'cron' }, after: Date) => Date | null;

/**
 * An account is overdue when two times to sync it have passed since its schedule last started a run (or was made),
 * and the grace as well.
 */
export function isOverdue(timing: SyncTiming, lastActionAt: Date, now: Date, nextCronTime: NextCronTime): boolean {
  const second = secondTimeAfter(timing, lastActionAt, nextCronTime);
  return second !== null && now.getTime() > second.getTime() + overdueGraceMs;
}

function secondTimeAfter(timing: SyncTiming, last: Date, nextCronTime: NextCronTime): Date | null {
  if (timing.kind === 'interval') return new Date(last.getTime() + 2 * timing.everyMs);
  const first = nextCronTime(timing, last);
  return first && nextCronTime(timing, first);
}
