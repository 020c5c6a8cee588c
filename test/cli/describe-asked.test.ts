import { expect, it } from 'vitest';
import { describeAsked } from '../../cli/runs/describe-asked.js';

it.each([
  ['2026-12-31T23:00:00Z', '2027-01-01 00:00 Europe/Berlin (2026-12-31 23:00 UTC)'],
  ['2026-11-27T11:59:30Z', '2026-11-27 12:59 Europe/Berlin (2026-11-27 11:59 UTC)'],
  ['2025-12-31T23:00:00Z', '2026-01-01 00:00 Europe/Berlin (2025-12-31 23:00 UTC), in the past: acts at once'],
])('says of a moment whether it is past: %s', (at, text) => {
  const moment = { effectiveAt: new Date(at), timeZone: 'Europe/Berlin' };
  expect(describeAsked(moment, { now: new Date('2026-11-27T12:00:00Z'), zone: 'UTC' })).toBe(text);
});
