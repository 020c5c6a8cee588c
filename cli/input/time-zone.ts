import { UsageError } from '../exit.js';
import { findNearest } from './nearest.js';

/**
 * Checks the name of a time zone, and gives it in the spelling of the zone database: Temporal's servers read the
 * name with regard to case.
 */
export function parseTimeZone(text: string): string {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const same = known.find((name) => name.toLowerCase() === text.toLowerCase());
  if (same !== undefined) return same;
  if (/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)+$/.test(text) && isZone(text)) return text;
  const near = findNearest(text, known);
  throw new UsageError(
    `There is no time zone "${text}".`,
    near ? `Did you mean ${near}?` : 'Use a name such as Europe/Berlin or UTC.',
  );
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
