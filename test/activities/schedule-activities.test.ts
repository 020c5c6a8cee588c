import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import { createScheduleActivities } from '../../activities/schedule-activities.js';
import type { ReconcileResult } from '../../activities/schedule-steps.js';
import { type ScheduledAccount, type ScheduledRoster, toWantedSchedule } from '../../domain/schedule-plan.js';
import type { SeenSchedule } from '../../domain/schedules.js';
import { FakeScheduleKeeper } from '../fakes/schedule-keeper.js';

const hour = 60 * 60_000;
const ago = (ms: number) => new Date(Date.now() - ms);

const account = (name: string, changes: Partial<ScheduledAccount> = {}): ScheduledAccount => ({
  id: `id-of-${name}`,
  name,
  state: 'active',
  timing: { kind: 'interval', everyMs: hour },
  ...changes,
});

const scheduleOf = (of: ScheduledAccount, changes: Partial<SeenSchedule> = {}): SeenSchedule => {
  const { scheduleId, hash, paused } = toWantedSchedule(of);
  return {
    scheduleId,
    hash,
    paused,
    createdAt: ago(100 * hour),
    lastActionAt: ago(1000),
    skippedOverlap: 0,
    ...changes,
  };
};

async function reconcile(
  accounts: ScheduledAccount[],
  keeper: FakeScheduleKeeper,
  rosters: ScheduledRoster[] = [],
): Promise<ReconcileResult> {
  const activities = createScheduleActivities({
    listAccounts: async () => accounts,
    listRosters: async () => rosters,
    scheduleKeeper: keeper,
  });
  return await new MockActivityEnvironment().run(activities.ensureSchedulesMatchAccounts);
}

describe('schedules', () => {
  test('are made for new accounts, which are synced at once', async () => {
    const keeper = new FakeScheduleKeeper();
    expect(await reconcile([account('acme')], keeper)).toMatchObject({ created: 1 });
    expect(keeper.done).toEqual(['create sync/acme and run it']);
  });

  test('of lists of people are made, changed and removed with their connection', async () => {
    const keeper = new FakeScheduleKeeper();
    const roster = { connectionId: 'an-id', connectionName: 'acme-roster', everyMs: 6 * hour, isPaused: false };
    await reconcile([], keeper, [roster]);
    await reconcile([], keeper, [roster]);
    await reconcile([], keeper, [{ ...roster, everyMs: hour }]);
    await reconcile([], keeper);
    expect(keeper.done).toEqual([
      'create roster/acme-roster and run it',
      'update roster/acme-roster',
      'remove roster/acme-roster',
    ]);
  });

  test('of a new account that is paused do not start a run', async () => {
    const keeper = new FakeScheduleKeeper();
    await reconcile([account('acme', { state: 'paused' })], keeper);
    expect(keeper.done).toEqual(['create sync/acme']);
  });

  test('are left alone the second time', async () => {
    const keeper = new FakeScheduleKeeper();
    await reconcile([account('acme'), account('beta')], keeper);
    const result = await reconcile([account('acme'), account('beta')], keeper);
    expect(result).toEqual({ created: 0, updated: 0, removed: 0, unchanged: 2, overdue: [] });
    expect(keeper.done).toHaveLength(2);
  });

  test('follow a changed interval and a removed account', async () => {
    const keeper = new FakeScheduleKeeper();
    await reconcile([account('acme'), account('beta')], keeper);
    const twoHours = account('acme', { timing: { kind: 'interval', everyMs: 2 * hour } });
    expect(await reconcile([twoHours], keeper)).toMatchObject({ updated: 1, removed: 1 });
    expect(keeper.done.slice(2)).toEqual(['update sync/acme', 'remove sync/beta']);
  });
});

describe('an account is overdue', () => {
  const overdueOf = async (of: ScheduledAccount, changes: Partial<SeenSchedule>) =>
    (await reconcile([of], new FakeScheduleKeeper([scheduleOf(of, changes)]))).overdue;

  test('when its schedule has started nothing for more than two intervals', async () => {
    expect(await overdueOf(account('acme'), { lastActionAt: ago(2.5 * hour) })).toEqual(['acme']);
    expect(await overdueOf(account('acme'), { lastActionAt: ago(1.5 * hour) })).toEqual([]);
  });

  test('when its schedule has never started anything', async () => {
    expect(await overdueOf(account('acme'), { lastActionAt: undefined })).toEqual(['acme']);
  });

  test('by its cron expression in its zone', async () => {
    const daily = account('acme', { timing: { kind: 'cron', expression: '0 3 * * *', timeZone: 'Europe/Berlin' } });
    expect(await overdueOf(daily, { lastActionAt: ago(23 * hour) })).toEqual([]);
    expect(await overdueOf(daily, { lastActionAt: ago(50 * hour) })).toEqual(['acme']);
  });

  test('not when an operator paused its schedule', async () => {
    expect(await overdueOf(account('acme'), { lastActionAt: ago(9 * hour), paused: true })).toEqual([]);
  });

  test('not when its schedule was just changed', async () => {
    expect(await overdueOf(account('acme'), { lastActionAt: ago(9 * hour), hash: 'another' })).toEqual([]);
  });
});
