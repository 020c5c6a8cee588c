import { describe, expect, it } from 'vitest';
import { toEffectiveMoment } from '../../../domain/time/effective-moment.js';
import { isLongPast } from '../../../domain/time/is-long-past.js';

const timeZone = 'Europe/Berlin';

function isDayLongPast(lastDay: string, now: string, cutOff?: string): boolean {
  const { effectiveAt } = toEffectiveMoment({ lastDay, timeZone, cutOff });
  return isLongPast({ effectiveAt: new Date(effectiveAt), effectiveDay: lastDay, timeZone }, new Date(now));
}

describe('a last day', () => {
  it.each([
    ['tomorrow', '2026-11-28', '2026-11-27T12:00Z', undefined, false],
    ['today', '2026-11-27', '2026-11-27T12:00Z', undefined, false],
    ['yesterday', '2026-11-26', '2026-11-27T22:59Z', undefined, false],
    ['yesterday with a cut-off, late in the evening', '2026-11-26', '2026-11-27T22:59Z', '12:00', false],
    ['yesterday, on a day of 25 hours', '2026-10-24', '2026-10-25T22:59Z', undefined, false],
    ['the day before yesterday', '2026-11-25', '2026-11-26T23:00Z', undefined, true],
    ['a year ago', '2025-12-31', '2026-11-27T12:00Z', undefined, true],
  ])('%s', (_, lastDay, now, cutOff, expected) => {
    expect(isDayLongPast(lastDay, now, cutOff)).toBe(expected);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-11-27T12:00:00Z', false],
    ['2026-11-26T12:00:00Z', false],
    ['2026-11-26T11:59:59Z', true],
  ])('%s, at noon of 27 November', (at, expected) => {
    const moment = { effectiveAt: new Date(at), effectiveDay: null, timeZone: null };
    expect(isLongPast(moment, new Date('2026-11-27T12:00:00Z'))).toBe(expected);
  });
});
