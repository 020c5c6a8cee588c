import { describe, expect, it } from 'vitest';
import { formatMoment } from '../../../domain/time/format-moment.js';
import { findTimeZone, isTimeZone } from '../../../domain/time/time-zone.js';

describe('findTimeZone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ])('knows %s', (text, name) => {
    expect(findTimeZone(text)).toBe(name);
  });

  it.each(['', 'Berlin', 'CEST', '+02:00', 'UTC+2', 'Europe/Atlantis', 'Europe/Berlin ', '../etc/localtime'])(
    'knows no "%s"',
    (text) => {
      expect(isTimeZone(text)).toBe(false);
    },
  );
});

describe('formatMoment', () => {
  it('says it where it happens and in UTC', () => {
    const moment = formatMoment('2026-12-31T23:00:00.000Z', 'Europe/Berlin');
    expect(moment).toBe('2027-01-01 00:00 Europe/Berlin (2026-12-31 23:00 UTC)');
  });

  it('says it once in UTC', () => {
    expect(formatMoment('2026-12-31T23:00:00Z', 'UTC')).toBe('2026-12-31 23:00 UTC');
  });
});
