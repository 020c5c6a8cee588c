import { nextCronTime } from '../../activities/next-cron-time.js';
import { isOverdue } from '../../domain/overdue.js';
import type { Account } from '../../store/accounts.js';

/** Whether runs of an account have failed to appear, judged by its timing and its latest run. */
export function isAccountOverdue(
  { state, timing, createdAt }: Account,
  lastRunAt: Date | undefined,
  now: Date,
): boolean {
  return state === 'active' && isOverdue(timing, lastRunAt ?? createdAt, now, nextCronTime);
}

/** The state as people read it. */
export function describeState(
  { state }: Account,
  { overdue, frozen }: { overdue: boolean; frozen: string | null },
): string {
  return [state, ...(overdue ? ['overdue'] : []), ...(frozen === null ? [] : ['writes frozen'])].join(', ');
}

export const overdueRemedy = 'Overdue: no run has begun for long. Look whether a worker runs: steward worker';
