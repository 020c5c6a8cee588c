import { describe, expect, it } from 'vitest';
import { parseSince } from '../../cli/input/since.js';

const now = new Date('2026-11-24T13:02:00Z');

describe('parseSince', () => {
  it('counts a duration back from now', () => {
    expect(parseSince('24h', now)).toEqual(new Date('2026-11-23T13:02:00Z'));
    expect(parseSince('7d', now)).toEqual(new Date('2026-11-17T13:02:00Z'));
  });

  it('reads a day as its beginning where the reader is', () => {
    expect(parseSince('2026-11-01', now)).toEqual(new Date(2026, 10, 1));
  });

  it('reads an instant with its offset', () => {
    expect(parseSince('2026-11-01T08:00Z', now)).toEqual(new Date('2026-11-01T08:00:00Z'));
    expect(parseSince('2026-11-01T08:00+02:00', now)).toEqual(new Date('2026-11-01T06:00:00Z'));
  });

  it.each(['yesterday', '2026-13-01', '2026-11-01Z', '24'])('refuses "%s"', (text) => {
    expect(() => parseSince(text, now)).toThrow('is no moment');
  });

  it('refuses the future', () => {
    expect(() => parseSince('2027-01-01', now)).toThrow('lies in the future');
  });
});
