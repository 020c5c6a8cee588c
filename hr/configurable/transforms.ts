import { readDay, readInstant } from '../canonical/read-instant.js';

type Transform = (text: string) => string | undefined;

/** What may be done to a value on its way: small, fixed, and nothing when it cannot be done. */
export const transforms = {
  trim: (text) => text.trim(),
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  /** The first ten characters. A date that is written as midnight somewhere is the day that it names. */
  date: (text) => readDay(text.slice(0, 10)),
  /** 12/31/2026 */
  us_date: (text) => {
    const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
    return readDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  },
  /** /Date(1798675200000)/, as OData writes midnight in UTC. */
  odata_date: (text) => {
    const [, ms] = /^\/Date\((-?\d{1,14})([+-]\d{4})?\)\/$/.exec(text) ?? [];
    return ms === undefined ? undefined : readDay(new Date(Number(ms)).toISOString().slice(0, 10));
  },
  /** A moment with an offset. */
  instant: readInstant,
  /** Seconds since 1970. */
  unix: (text) => toInstant(text, 1000),
  /** Milliseconds since 1970. */
  unix_ms: (text) => toInstant(text, 1),
} satisfies Record<string, Transform>;

export type TransformName = keyof typeof transforms;

export const transformNames = Object.keys(transforms) as TransformName[];

function toInstant(text: string, unitMs: number): string | undefined {
  if (!/^\d{1,14}$/.test(text)) return undefined;
  const date = new Date(Number(text) * unitMs);
  return Number.isNaN(date.getTime()) ? undefined : readInstant(date.toISOString());
}
