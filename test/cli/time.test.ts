import { describe, expect, it } from 'vitest';
import { formatDay, formatDuration, formatInstant, formatRecent, formatWithUtc } from '../../cli/output/time.js';

const instant = new Date('2026-11-24T23:30:00Z');

describe('times', () => {
  it('are shown in the zone of the reader', () => {
    expect(formatInstant(instant, 'Europe/Berlin')).toBe('2026-11-25 00:30');
    expect(formatDay(instant, 'America/New_York')).toBe('2026-11-24');
  });

  it('are shown without the day on the day itself', () => {
    const now = new Date('2026-11-25T08:00:00Z');
    expect(formatRecent(instant, now, 'Europe/Berlin')).toBe('00:30');
    expect(formatRecent(instant, now, 'UTC')).toBe('2026-11-24 23:30');
  });

  it('are shown with UTC beside them where a decision hangs on it', () => {
    expect(formatWithUtc(instant, 'Europe/Berlin')).toBe('2026-11-25 00:30 Europe/Berlin (2026-11-24 23:30 UTC)');
    expect(formatWithUtc(instant, 'UTC')).toBe('2026-11-24 23:30 UTC');
  });

  it.each([
    [40, '0.0 s'],
    [1_100, '1.1 s'],
    [9_960, '10 s'],
    [59_700, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [90_061_000, '1 d 1 h'],
  ])('lasting %d ms read %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});
