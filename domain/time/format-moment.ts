/** Making one takes longer than using it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * A moment that a decision hangs on, where it happens and in UTC: 2027-01-01 00:00 Europe/Berlin (2026-12-31 23:00 UTC).
 *
 * @param instant ISO, as `toEffectiveMoment` gives it
 */
export function formatMoment(instant: string, zone: string): string {
  const date = new Date(instant);
  const utc = `${inZone(date, 'UTC')} UTC`;
  return zone === 'UTC' ? utc : `${inZone(date, zone)} ${zone} (${utc})`;
}

function inZone(date: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  // Swedish writes dates as ISO 8601 does.
  format ??= new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timeZone, format);
  return format.format(date);
}
