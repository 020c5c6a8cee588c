import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCronCalendar, valuesOf } from '../../domain/cron-calendar.js';

/** A field as people write it: all, values, ranges and steps, in a list. */
function field(from: number, to: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: from, max: to });
  const range = fc.tuple(value, value).map((ends) => ends.sort((a, b) => a - b).join('-'));
  const step = fc.integer({ min: 1, max: 4 });
  const stepped = fc.tuple(fc.oneof(fc.constant('*'), range), step).map((parts) => parts.join('/'));
  const part = fc.oneof(fc.constant('*'), value.map(String), range, stepped);
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(','));
}

const expression = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7))
  .map((fields) => fields.join(' '));

describe('a cron expression as a calendar', () => {
  it('matches the same instants as the expression', () => {
    const instant = fc.integer({ min: Date.UTC(2026, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 });
    fc.assert(
      fc.property(expression, instant, (text, minutes) => {
        const date = new Date(minutes * 60_000);
        const cron = new Cron(text, { paused: true, timezone: 'UTC', mode: '5-part', domAndDow: true });
        const { minute, hour, dayOfMonth, month, dayOfWeek } = toCronCalendar(text);
        const isDue =
          valuesOf(minute).includes(date.getUTCMinutes()) &&
          valuesOf(hour).includes(date.getUTCHours()) &&
          valuesOf(dayOfMonth).includes(date.getUTCDate()) &&
          valuesOf(month).includes(date.getUTCMonth() + 1) &&
          valuesOf(dayOfWeek).includes(date.getUTCDay());
        expect(isDue).toBe(cron.match(date));
      }),
      { numRuns: 500 },
    );
  });

  it('knows months and days by name, and Sunday as 0 and as 7', () => {
    const { month, dayOfWeek } = toCronCalendar('0 6 * jan-MAR,Dec FRI,sun,7');
    expect(valuesOf(month)).toEqual([1, 2, 3, 12]);
    expect(valuesOf(dayOfWeek)).toEqual([0, 5]);
    expect(valuesOf(toCronCalendar('0 6 * * 5-7').dayOfWeek)).toEqual([0, 5, 6]);
  });

  it.each(['0 6 * *', '60 * * * *', '5/15 * * * *', '0 6 L * *', '0 6 * * fri-mon', '*/0 * * * *', '0 6,,7 * * *'])(
    'refuses %s',
    (text) => {
      expect(() => toCronCalendar(text)).toThrow(RangeError);
    },
  );
});
