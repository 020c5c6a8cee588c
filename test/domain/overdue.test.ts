import { describe, expect, test } from 'vitest';
import type { SyncTiming } from '../../domain/account.js';
import { isOverdue } from '../../domain/overdue.js';

const minutes = (count: number) => new Date(Date.UTC(2026, 0, 1) + count * 60_000);
const hourly: SyncTiming = { kind: 'interval', everyMs: 60 * 60_000 };
const daily: SyncTiming = { kind: 'cron', expression: '0 0 * * *', timeZone: 'UTC' };
const nextMidnight = (_timing: SyncTiming, after: Date) =>
  new Date(Math.floor(after.getTime() / 86_400_000 + 1) * 86_400_000);
const never = () => null;

describe('an account on an interval', () => {
  test('is not overdue before two intervals and the grace have passed', () => {
    expect(isOverdue(hourly, minutes(0), minutes(130), never)).toBe(false);
  });

  test('is overdue afterwards', () => {
    expect(isOverdue(hourly, minutes(0), minutes(131), never)).toBe(true);
  });
});

describe('an account on a cron expression', () => {
  test('is not overdue after one missed time', () => {
    expect(isOverdue(daily, minutes(1), minutes(24 * 60 + 30), nextMidnight)).toBe(false);
  });

  test('is overdue when the second time has passed with its grace', () => {
    expect(isOverdue(daily, minutes(1), minutes(48 * 60 + 11), nextMidnight)).toBe(true);
  });

  test('is never overdue when the expression has no further time', () => {
    expect(isOverdue(daily, minutes(1), minutes(1_000_000), never)).toBe(false);
  });
});
