import { parseDay } from '../../domain/time/effective-moment.js';

const pattern = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads an instant as RFC 3339 has it: with an offset, since a local time alone says no moment.
 *
 * @returns it in UTC, to the millisecond
 */
export function readInstant(text: string): string | undefined {
  const [, day] = pattern.exec(text.trim().toUpperCase()) ?? [];
  if (day === undefined || readDay(day) === undefined) return undefined;
  return new Date(text.trim().toUpperCase()).toISOString();
}

/** A calendar day of our time, 2026-12-31. Years far away are slips of the pen, or mean "never". */
export function readDay(text: string): string | undefined {
  const day = parseDay(text);
  return day !== undefined && day < '2100-01-01' ? day : undefined;
}
