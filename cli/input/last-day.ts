import type { Policy } from '../../domain/policy/policy.js';
import { parseDay } from '../../domain/time/effective-moment.js';
import { UsageError } from '../exit.js';
import { parseTimeZone } from './time-zone.js';

/** A calendar day, such as the last one of somebody who leaves. */
export function parseDayOption(text: string, option: string): string {
  const day = parseDay(text);
  if (day !== undefined) return day;
  throw new UsageError(`"${text}" is no day.`, `Write year, month and day: ${option} 2026-12-31.`);
}

/**
 * The zone in which somebody's day is meant: the given one, else their own, else the policy's.
 *
 * @param own as HR has it
 * @throws UsageError when none says one: a day alone is no moment
 */
export function chooseTimeZone(given: string | undefined, { defaultTimeZone }: Policy, own?: string): string {
  if (given !== undefined) return parseTimeZone(given);
  if (own !== undefined) return own;
  if (defaultTimeZone !== null) return defaultTimeZone;
  throw new UsageError(
    'In which time zone the day ends is not known.',
    'Give --time-zone, or write default_time_zone into the policy file.',
  );
}

/** An instant with its offset: 2026-12-31T18:00Z, 2026-12-31T18:00+01:00. @returns ISO, in UTC */
export function parseInstant(text: string, option: string): string {
  const form = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
  const [, day] = form.exec(text.trim()) ?? [];
  if (day !== undefined && parseDay(day) !== undefined) return new Date(text.trim()).toISOString();
  throw new UsageError(`"${text}" is no instant.`, `Write it with its offset: ${option} 2026-12-31T18:00+01:00.`);
}
