import type { SyncTiming } from '../../domain/account.js';
import { formatDuration } from './time.js';

const usual = new Map([
  [3_600_000, 'every hour'],
  [86_400_000, 'every day'],
]);

/** When an account is synced, in words: every hour; every 15 min; 0 6 * * 1-5 Europe/Berlin. */
export function formatTiming(timing: SyncTiming): string {
  if (timing.kind === 'cron') return `${timing.expression} ${timing.timeZone}`;
  return usual.get(timing.everyMs) ?? `every ${formatDuration(timing.everyMs)}`;
}
