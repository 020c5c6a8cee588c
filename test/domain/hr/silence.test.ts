import { describe, expect, it } from 'vitest';
import { isSilent } from '../../../domain/hr/silence.js';

const now = new Date('2026-11-24T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const feed = { expectedEveryMs: 3_600_000, lastDeliveryAt: hoursAgo(0.5), createdAt: hoursAgo(100), pausedAt: null };

describe('a feed is silent', () => {
  it.each([
    ['not while it delivers as usual', {}, false],
    ['not within the minutes to which deliveries are noted', { lastDeliveryAt: hoursAgo(1.02) }, false],
    ['when nothing came for longer than usual', { lastDeliveryAt: hoursAgo(1.1) }, true],
    ['when nothing ever came since it was added', { lastDeliveryAt: null }, true],
    ['not when it was added just now', { lastDeliveryAt: null, createdAt: hoursAgo(0.5) }, false],
    ['not while it is paused', { lastDeliveryAt: hoursAgo(50), pausedAt: hoursAgo(40) }, false],
    ['never when nobody said what is usual', { lastDeliveryAt: null, expectedEveryMs: null }, false],
  ])('%s', (_case, changes, expected) => {
    expect(isSilent({ ...feed, ...changes }, now)).toBe(expected);
  });
});
