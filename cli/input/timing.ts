import { Cron } from 'croner';
import { defaultSyncTiming, minimumSyncIntervalMs, type SyncTiming } from '../../domain/account.js';
import { parseDuration } from '../../domain/duration.js';
import { UsageError } from '../exit.js';
import { parseTimeZone } from './time-zone.js';

/** What was said about when to sync. */
export interface TimingOptions {
  every?: string;
  cron?: string;
  timeZone?: string;
}

const longestIntervalMs = 31 * 86_400_000;

/** The timing that the options ask for; undefined when they say nothing about it. @throws UsageError */
export function parseTiming({ every, cron, timeZone }: TimingOptions): SyncTiming | undefined {
  if (every !== undefined && cron !== undefined) {
    throw new UsageError('--every and --cron exclude each other.', 'Choose one.');
  }
  if (timeZone !== undefined && cron === undefined) {
    throw new UsageError('--time-zone says how to read --cron, which is missing.', 'Add --cron, or drop --time-zone.');
  }
  if (cron !== undefined) return parseCron(cron, timeZone);
  return every === undefined ? undefined : parseInterval(every);
}

/** As `parseTiming`; every hour when the options say nothing. */
export function parseTimingOrDefault(options: TimingOptions): SyncTiming {
  return parseTiming(options) ?? defaultSyncTiming;
}

function parseInterval(text: string): SyncTiming {
  const everyMs = parseDuration(text);
  if (everyMs === undefined) throw new UsageError(`"${text}" is no interval.`, 'Write --every 15m, 1h or 1d.');
  if (everyMs < minimumSyncIntervalMs) {
    throw new UsageError(`An account is synced every 5 minutes at most, not every ${text}.`, 'Use --every 5m or more.');
  }
  if (everyMs > longestIntervalMs) {
    throw new UsageError(`An account is synced every 31 days at least, not every ${text}.`, 'Use --every 31d or less.');
  }
  return { kind: 'interval', everyMs };
}

// Digits, names of months and days, and the signs that Temporal's schedules read as cron always did. No L, W, #, ?.
const cronFields = /^[\d*/,-]+ [\d*/,-]+ [\d*/,-]+ [\da-z*/,-]+ [\da-z*/,-]+$/i;

function parseCron(text: string, timeZone: string | undefined): SyncTiming {
  const expression = text.trim().replaceAll(/\s+/g, ' ');
  if (timeZone === undefined) {
    throw new UsageError('A cron expression needs a time zone.', 'Add for example --time-zone Europe/Berlin.');
  }
  const zone = parseTimeZone(timeZone);
  const example = 'Five fields: minute, hour, day of month, month, day of week, as in --cron "0 6 * * 1-5".';
  if (!cronFields.test(expression)) throw new UsageError(`"${text}" is no cron expression.`, example);
  let cron: Cron;
  try {
    // Day of month and day of week must both match: so Temporal reads them.
    cron = new Cron(expression, { paused: true, timezone: 'UTC', mode: '5-part', domAndDow: true });
  } catch {
    throw new UsageError(`"${text}" is no cron expression.`, example);
  }
  refuseOddMoments(cron, text);
  return { kind: 'cron', expression, timeZone: zone };
}

/**
 * The gaps repeat within days, so two hundred runs show the shortest. Computed in UTC: a change of the clock must
 * not make a good expression look too dense.
 */
function refuseOddMoments(cron: Cron, text: string): void {
  const runs = cron.nextRuns(200, '2024-01-01T00:00:00');
  if (runs.length === 0) throw new UsageError(`"${text}" never comes.`, 'Check day of month and month.');
  for (const [index, run] of runs.entries()) {
    const previous = runs[index - 1];
    if (previous && run.getTime() - previous.getTime() < minimumSyncIntervalMs) {
      throw new UsageError(
        `"${text}" leaves less than 5 minutes between two syncs.`,
        'Use for example --cron "*/15 * * * *".',
      );
    }
  }
}
