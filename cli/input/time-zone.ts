import { findNearest } from '../../domain/nearest.js';
import { findTimeZone, timeZones } from '../../domain/time/time-zone.js';
import { UsageError } from '../exit.js';

/** Checks the name of a time zone, and gives it in the spelling of the zone database. */
export function parseTimeZone(text: string): string {
  const zone = findTimeZone(text);
  if (zone !== undefined) return zone;
  const near = findNearest(text, timeZones);
  throw new UsageError(
    `There is no time zone "${text}".`,
    near ? `Did you mean ${near}?` : 'Use a name such as Europe/Berlin or UTC.',
  );
}
