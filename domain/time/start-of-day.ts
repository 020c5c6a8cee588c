import { Temporal } from 'temporal-polyfill';

/**
 * The instant at which a day begins somewhere: 01:00 where clocks leave midnight out. ISO, in UTC.
 *
 * For activities and commands only, as `toEffectiveMoment`.
 *
 * @throws RangeError when day or zone do not exist
 */
export function toStartOfDay(day: string, timeZone: string): string {
  const start = Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone);
  return new Date(start.epochMilliseconds).toISOString();
}

/** The day so many days later, or with a negative number earlier. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day, { overflow: 'reject' }).add({ days }).toString();
}

/** The day that calendars show somewhere at an instant. */
export function toDay(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
