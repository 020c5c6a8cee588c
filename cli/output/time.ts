export { formatDuration } from '../../domain/duration.js';

import { formatMoment } from '../../domain/time/format-moment.js';

/** The zone of whoever reads: the system's, or `TZ`. */
export function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

interface ZoneFormats {
  day: Intl.DateTimeFormat;
  clock: Intl.DateTimeFormat;
}

/** Making one takes longer than using it a thousand times. */
const formatsByZone = new Map<string, ZoneFormats>();

/** Swedish writes dates as ISO 8601 does. */
function formatsOf(timeZone: string): ZoneFormats {
  const known = formatsByZone.get(timeZone);
  if (known) return known;
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle: 'short' });
  formatsByZone.set(timeZone, { day, clock });
  return { day, clock };
}

/** The calendar day of an instant in a zone: 2026-11-24. */
export function formatDay(instant: Date, zone: string): string {
  return formatsOf(zone).day.format(instant);
}

/** The time of day of an instant in a zone: 14:02. */
function formatClock(instant: Date, zone: string): string {
  return formatsOf(zone).clock.format(instant);
}

/** Day and time in a zone: 2026-11-24 14:02. */
export function formatInstant(instant: Date, zone: string): string {
  return `${formatDay(instant, zone)} ${formatClock(instant, zone)}`;
}

/** As short as it can be said: 14:02 on the day itself, else with the day. */
export function formatRecent(instant: Date, now: Date, zone: string): string {
  const isToday = formatDay(instant, zone) === formatDay(now, zone);
  return isToday ? formatClock(instant, zone) : formatInstant(instant, zone);
}

/** For a moment that a decision hangs on: 2026-11-24 14:02 Europe/Berlin (2026-11-24 13:02 UTC). */
export function formatWithUtc(instant: Date, zone: string): string {
  return formatMoment(instant.toISOString(), zone);
}
