import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../domain/duration.js';

describe('parseDuration', () => {
  it.each([
    ['15m', 900_000],
    ['15min', 900_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['2 d', 172_800_000],
    ['90s', 90_000],
    ['1H', 3_600_000],
  ])('reads %s', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  it.each(['', '15', 'm', '-5m', '1.5h', '5 minutes ago', '1h junk', '1234567d'])('refuses "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
