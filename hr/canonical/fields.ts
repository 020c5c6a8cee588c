import { z } from 'zod';
import { parseEmail } from '../../domain/hr/email.js';
import { findTimeZone } from '../../domain/time/time-zone.js';
import { readDay, readInstant } from './read-instant.js';

/** A text that is read into another or refused. Messages name a rule, never the value. */
function read(toValue: (text: string) => string | undefined, message: string) {
  return z.string().transform((text, context) => {
    const value = toValue(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

const printable = (text: string) => !/\p{Cc}/u.test(text);

/** What a reader sees: trimmed and composed. */
function clean(text: string, longest: number): string | undefined {
  const value = text.trim().normalize('NFC');
  return value !== '' && value.length <= longest && printable(value) ? value : undefined;
}

export const words = (longest = 200) =>
  read((text) => clean(text, longest), `is empty, longer than ${longest} characters, or has control characters`);

/** Words that nothing hangs on: an empty text and null count as left out. */
export const label = (longest = 200) =>
  z
    .preprocess(
      (value) => (value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value),
      words(longest).optional(),
    )
    .optional();

/** A worker is never known by an address: it changes, goes to somebody else, and ids are shown where addresses are not. */
export const workerKey = read((text) => {
  const value = clean(text, 200);
  return value?.includes('@') ? undefined : value;
}, 'is empty, longer than 200 characters, has control characters, or is an email address');

/** Unique at the sender, and fit for a log. */
export const messageId = read(
  (text) => (/^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/.test(text) ? text : undefined),
  'is not an id of 1 to 200 printable ASCII characters',
);

export const day = read(readDay, 'is not a day of the calendar between 1970 and 2100: 2026-12-31');

export const instant = read(readInstant, 'is not a moment with an offset: 2026-12-31T17:00:00+01:00');

export const email = read(parseEmail, 'is not an email address');

export const timeZone = read(
  (text) => findTimeZone(text),
  'is not an IANA time zone such as Europe/Berlin (offsets and abbreviations are none)',
);
