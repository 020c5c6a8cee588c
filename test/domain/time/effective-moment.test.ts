import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDay, toEffectiveMoment } from '../../../domain/time/effective-moment.js';
import { timeZones } from '../../../domain/time/time-zone.js';

const dayMs = 86_400_000;
const quarterMs = 15 * 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks show, by other code than what is tested: 2026-12-31 23:59. */
function clockIn(timeZone: string, instantMs: number): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  formats.set(timeZone, format);
  return format.format(instantMs);
}

function momentOf(lastDay: string, timeZone: string, cutOff?: string): number {
  return Date.parse(toEffectiveMoment({ lastDay, timeZone, cutOff }).effectiveAt);
}

const zone = fc.constantFrom(...timeZones);
/** Days since 1970, from the years in which zones changed most to those a date may be given for. */
const dayNumber = fc.integer({ min: 0, max: Math.floor(Date.UTC(2040, 0) / dayMs) });
const time = fc.integer({ min: 1, max: 24 * 60 - 1 });

function toDay(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10);
}

function toTime(minutes: number): string {
  return new Date(minutes * 60_000).toISOString().slice(11, 16);
}

describe('access without a cut-off', () => {
  it.each([
    ['2026-12-31', 'Europe/Berlin', '2026-12-31T23:00:00.000Z'],
    ['2026-12-31', 'UTC', '2027-01-01T00:00:00.000Z'],
    ['2026-12-31', 'Pacific/Kiritimati', '2026-12-31T10:00:00.000Z'],
    ['2026-12-31', 'Pacific/Niue', '2027-01-01T11:00:00.000Z'],
    ['2026-12-31', 'Asia/Kathmandu', '2026-12-31T18:15:00.000Z'],
    ['2028-02-28', 'UTC', '2028-02-29T00:00:00.000Z'],
    // The next day begins at 01:00.
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // The next day is left out of the calendar.
    ['2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    // The day itself is left out.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    // The last hour of the day comes twice.
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
    // Midnight comes twice, and both belong to the next day.
    ['2026-10-31', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    // A minute after midnight clocks went back into the last day.
    ['2006-10-28', 'America/St_Johns', '2006-10-29T03:30:00.000Z'],
  ])('of %s in %s ends at %s', (lastDay, timeZone, effectiveAt) => {
    expect(toEffectiveMoment({ lastDay, timeZone })).toEqual({ effectiveAt, day: lastDay, timeZone });
  });

  it('ends when the last day is over, not before, and the day never comes back', () => {
    fc.assert(
      fc.property(zone, dayNumber, (timeZone, number) => {
        const lastDay = toDay(number);
        const moment = momentOf(lastDay, timeZone);
        expect(clockIn(timeZone, moment - 1).slice(0, 10) <= lastDay).toBe(true);
        for (let later = moment; later < moment + dayMs; later += quarterMs) {
          expect(clockIn(timeZone, later).slice(0, 10) > lastDay).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('ends later for a later day, or at the same moment where one is left out', () => {
    fc.assert(
      fc.property(zone, dayNumber, (timeZone, number) => {
        const step = momentOf(toDay(number + 1), timeZone) - momentOf(toDay(number), timeZone);
        expect(step).toBeGreaterThanOrEqual(0);
        expect(step).toBeLessThanOrEqual(2 * dayMs);
      }),
      { numRuns: 500 },
    );
  });
});

describe('access with a cut-off', () => {
  it.each([
    ['2026-12-31', '18:00', 'Europe/Berlin', '2026-12-31T17:00:00.000Z'],
    ['2026-07-31', '18:00', 'Europe/Berlin', '2026-07-31T16:00:00.000Z'],
    ['2026-12-31', '23:59', 'America/New_York', '2027-01-01T04:59:00.000Z'],
    // Comes twice: the first.
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    // Left out: when clocks jump over it.
    ['2026-03-29', '02:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29', '03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    // The whole day is left out.
    ['2011-12-30', '18:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('of %s at %s in %s ends at %s', (lastDay, cutOff, timeZone, effectiveAt) => {
    expect(toEffectiveMoment({ lastDay, timeZone, cutOff })).toEqual({ effectiveAt, day: lastDay, timeZone });
  });

  it('ends the first time that clocks show it or later', () => {
    fc.assert(
      fc.property(zone, dayNumber, time, (timeZone, number, minutes) => {
        const wanted = `${toDay(number)} ${toTime(minutes)}`;
        const moment = momentOf(toDay(number), timeZone, toTime(minutes));
        expect(clockIn(timeZone, moment) >= wanted).toBe(true);
        for (let before = moment - 1; before > moment - dayMs; before -= quarterMs) {
          expect(clockIn(timeZone, before) < wanted).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never ends later than without one, and a later time never ends it earlier', () => {
    fc.assert(
      fc.property(zone, dayNumber, time, time, (timeZone, number, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const moments = [toTime(early), toTime(late), undefined].map((at) => momentOf(toDay(number), timeZone, at));
        expect(moments).toEqual(moments.toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});

describe('toEffectiveMoment', () => {
  it.each([
    { lastDay: '2026-02-29', timeZone: 'UTC' },
    { lastDay: 'tomorrow', timeZone: 'UTC' },
    { lastDay: '2026-12-31', timeZone: 'Europe/Atlantis' },
    { lastDay: '2026-12-31', timeZone: 'UTC', cutOff: '25:00' },
  ])('refuses %j', (lastDay) => {
    expect(() => toEffectiveMoment(lastDay)).toThrow(RangeError);
  });
});

describe('parseDay', () => {
  it.each([
    ['2026-12-31', '2026-12-31'],
    [' 2028-02-29 ', '2028-02-29'],
  ])('reads "%s"', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });

  it.each(['2026-02-29', '2026-13-01', '31.12.2026', '2026-12-31T00:00', '26-12-31', '0226-12-31', 'today', ''])(
    'refuses "%s"',
    (text) => {
      expect(parseDay(text)).toBeUndefined();
    },
  );
});
