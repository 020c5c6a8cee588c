import { describe, expect, it } from 'vitest';
import { chooseTimeZone, parseDayOption, parseInstant } from '../../cli/input/last-day.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';

describe('a day on the command line', () => {
  it('is read, and refused with how to write it', () => {
    expect(parseDayOption('2026-12-31', '--last-day')).toBe('2026-12-31');
    expect(() => parseDayOption('31.12.2026', '--last-day')).toThrow('"31.12.2026" is no day.');
  });
});

describe('the zone of a day', () => {
  const policy = { ...defaultPolicy, defaultTimeZone: 'Europe/Berlin' };

  it('is the given one, else that of the person, else that of the policy', () => {
    expect(chooseTimeZone('asia/tokyo', policy, 'Pacific/Auckland')).toBe('Asia/Tokyo');
    expect(chooseTimeZone(undefined, policy, 'Pacific/Auckland')).toBe('Pacific/Auckland');
    expect(chooseTimeZone(undefined, policy)).toBe('Europe/Berlin');
  });

  it('has to be known', () => {
    expect(() => chooseTimeZone(undefined, defaultPolicy)).toThrow('is not known');
    expect(() => chooseTimeZone('Mars/Olympus', policy)).toThrow('There is no time zone');
  });
});

describe('an instant on the command line', () => {
  it.each([
    ['2026-12-31T18:00Z', '2026-12-31T18:00:00.000Z'],
    ['2026-12-31T18:00:30+01:00', '2026-12-31T17:00:30.000Z'],
    [' 2026-12-31t18:00-05:30 ', '2026-12-31T23:30:00.000Z'],
  ])('is read with its offset: "%s"', (text, instant) => {
    expect(parseInstant(text, '--at')).toBe(instant);
  });

  it.each([
    '2026-12-31T18:00',
    '2026-12-31',
    '2026-02-29T18:00Z',
    '2026-12-31T24:00Z',
    '2026-12-31T18:00+25:00',
    'now',
  ])('is refused where it is none: "%s"', (text) => {
    expect(() => parseInstant(text, '--at')).toThrow('is no instant');
  });
});
