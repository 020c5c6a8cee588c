import { describe, expect, it } from 'vitest';
import { parseTiming, parseTimingOrDefault, type TimingOptions } from '../../cli/input/timing.js';
import { formatTiming } from '../../cli/output/timing.js';

describe('when an account is synced', () => {
  it('is every hour when nobody chose', () => {
    expect(parseTimingOrDefault({})).toEqual({ kind: 'interval', everyMs: 3_600_000 });
  });

  it('stays as it was when the options say nothing', () => {
    expect(parseTiming({})).toBeUndefined();
  });

  it('can be an interval of 5 minutes, and no shorter', () => {
    expect(parseTiming({ every: '5m' })).toEqual({ kind: 'interval', everyMs: 300_000 });
    expect(() => parseTiming({ every: '299s' })).toThrow('every 5 minutes at most');
  });

  it('can be a cron expression in a time zone', () => {
    expect(parseTiming({ cron: ' 0  6 * * MON-FRI ', timeZone: 'europe/berlin' })).toEqual({
      kind: 'cron',
      expression: '0 6 * * MON-FRI',
      timeZone: 'Europe/Berlin',
    });
  });

  it.each<[string, TimingOptions, string]>([
    ['both kinds at once', { every: '1h', cron: '0 * * * *', timeZone: 'UTC' }, 'exclude each other'],
    ['a zone without an expression', { every: '1h', timeZone: 'UTC' }, '--cron, which is missing'],
    ['an expression without a zone', { cron: '0 6 * * *' }, 'needs a time zone'],
    ['a zone that does not exist', { cron: '0 6 * * *', timeZone: 'Europe/Berln' }, 'no time zone "Europe/Berln"'],
    ['no interval', { every: 'soon' }, '"soon" is no interval'],
    ['an interval of months', { every: '90d' }, 'every 31 days at least'],
    ['six fields', { cron: '0 0 6 * * *', timeZone: 'UTC' }, 'no cron expression'],
    ['a minute that does not exist', { cron: '61 * * * *', timeZone: 'UTC' }, 'no cron expression'],
    ['signs that Temporal does not know', { cron: '0 6 L * *', timeZone: 'UTC' }, 'no cron expression'],
    ['shorthands', { cron: '@daily', timeZone: 'UTC' }, 'no cron expression'],
    ['a day that never comes', { cron: '0 0 31 2 *', timeZone: 'UTC' }, 'never comes'],
    ['every minute', { cron: '* * * * *', timeZone: 'UTC' }, 'less than 5 minutes'],
    ['a short gap over the hour', { cron: '0,58 * * * *', timeZone: 'UTC' }, 'less than 5 minutes'],
    ['a short gap over midnight', { cron: '58,0 0,23 * * *', timeZone: 'UTC' }, 'less than 5 minutes'],
  ])('refuses %s', (_case, options, message) => {
    expect(() => parseTiming(options)).toThrow(message);
  });

  it('suggests the zone that was meant', () => {
    expect(() => parseTiming({ cron: '0 6 * * *', timeZone: 'Europe/Berln' })).toThrow(
      expect.objectContaining({ remedy: 'Did you mean Europe/Berlin?' }),
    );
  });

  it('is shown in words', () => {
    expect(formatTiming({ kind: 'interval', everyMs: 3_600_000 })).toBe('every hour');
    expect(formatTiming({ kind: 'interval', everyMs: 5_400_000 })).toBe('every 1 h 30 min');
    expect(formatTiming({ kind: 'cron', expression: '0 6 * * *', timeZone: 'UTC' })).toBe('0 6 * * * UTC');
  });
});
