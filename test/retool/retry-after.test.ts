import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../retool/retry-after.js';

const now = Date.parse('2026-11-24T10:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['6', 6_000],
    [' 0 ', 0],
    ['0.5', 500],
    ['Tue, 24 Nov 2026 10:00:06 GMT', 6_000],
    ['Tue, 24 Nov 2026 09:59:00 GMT', 0],
    ['999999', 3_600_000],
  ])('%s is a wait of %i ms', (header, waitMs) => {
    expect(parseRetryAfter(header, now)).toBe(waitMs);
  });

  it.each([undefined, '', 'soon', '-5', 'Nov', '1e99x'])('%s says nothing', (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  });
});
