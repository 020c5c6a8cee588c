import type { SyncTiming } from '../../domain/account.js';
import { formatDuration } from './time.js';

/** When an account is synced, in words: every 15 min; 0 6 * * 1-5 Europe/Berlin. */
export function formatTiming(timing: SyncTiming): string {
  if (timing.kind === 'cron') return `${timing.expression} ${timing.timeZone}`;
  return `every ${formatDuration(timing.everyMs).replace(/^1 (?=\w+$)/, '')}`;
}
