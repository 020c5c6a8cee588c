/** The main names of the zone database, as this process has it. */
export const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

const spellings = new Map(timeZones.map((name) => [name.toLowerCase(), name]));

/**
 * A time zone by its name, in the spelling of the zone database: Temporal's servers read it with regard to case. Other
 * names that the database knows (Asia/Calcutta) are taken as they are; offsets and abbreviations are no zones, because
 * they do not say what summer does.
 */
export function findTimeZone(text: string): string | undefined {
  const same = spellings.get(text.toLowerCase());
  if (same !== undefined) return same;
  return /^[A-Za-z]+(\/[A-Za-z0-9_+-]+)+$/.test(text) && isKnown(text) ? text : undefined;
}

/** Whether this is the name of a time zone. */
export function isTimeZone(text: string): boolean {
  return findTimeZone(text) !== undefined;
}

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
