import { describe, expect, it } from 'vitest';
import { describeAsOf } from '../../cli/lists/as-of.js';

const now = new Date('2026-11-24T18:00:00Z');
const account = (accountName: string, time?: string) => ({
  accountId: accountName,
  accountName,
  syncedAt: time === undefined ? null : new Date(`2026-11-${time}Z`),
});

describe('as of when a list is true', () => {
  it('is said for each account, once where they were read at the same time', () => {
    const accounts = [account('cloud', '24T14:02:10'), account('east', '24T14:02:40'), account('west', '23T09:00:00')];
    expect(describeAsOf(accounts, now, 'UTC')).toBe('as of 14:02 (cloud, east), 2026-11-23 09:00 (west)');
  });

  it('is a span for many accounts', () => {
    const accounts = Array.from({ length: 6 }, (_, index) => account(`a${index}`, `24T1${index}:00:00`));
    expect(describeAsOf(accounts, now, 'UTC')).toBe('as of 10:00 (a0) to 15:00 (a5), 6 accounts');
  });

  it('names accounts that were never read', () => {
    expect(describeAsOf([account('cloud', '24T14:02:00'), account('new')], now, 'UTC')).toBe(
      'as of 14:02 (cloud) · never synced: new',
    );
  });

  it('says what to do when there is no account', () => {
    expect(describeAsOf([], now, 'UTC')).toContain('steward account add NAME');
  });
});
