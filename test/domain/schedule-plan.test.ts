import { describe, expect, test } from 'vitest';
import { planSchedules, type ScheduledAccount, toWantedSchedule } from '../../domain/schedule-plan.js';
import type { SeenSchedule } from '../../domain/schedules.js';

const hour = 60 * 60_000;

const account = (changes: Partial<ScheduledAccount> = {}): ScheduledAccount => ({
  id: '6e1d3a3a-8a54-4d0f-9d3a-5f8f2f1d9b10',
  name: 'acme-cloud',
  state: 'active',
  timing: { kind: 'interval', everyMs: hour },
  ...changes,
});

const scheduleOf = (of: ScheduledAccount, changes: Partial<SeenSchedule> = {}): SeenSchedule => {
  const { scheduleId, hash, paused } = toWantedSchedule(of);
  return { scheduleId, hash, paused, createdAt: new Date(0), skippedOverlap: 0, ...changes };
};

describe('the plan', () => {
  test('creates the schedule of a new account', () => {
    const plan = planSchedules([account()], []);
    expect(plan).toEqual({ create: [toWantedSchedule(account())], update: [], remove: [] });
  });

  test('leaves a schedule alone that is as it should be', () => {
    expect(planSchedules([account()], [scheduleOf(account())])).toEqual({ create: [], update: [], remove: [] });
  });

  test('leaves a schedule alone that only an operator paused', () => {
    const paused = scheduleOf(account(), { paused: true, note: 'looking into it' });
    expect(planSchedules([account()], [paused])).toEqual({ create: [], update: [], remove: [] });
  });

  test.each<[string, Partial<ScheduledAccount>]>([
    ['its interval', { timing: { kind: 'interval', everyMs: 2 * hour } }],
    ['to cron', { timing: { kind: 'cron', expression: '0 3 * * *', timeZone: 'Europe/Berlin' } }],
    ['to paused', { state: 'paused' }],
    ['to stopped', { state: 'stopped' }],
    ['its id, being another account under the same name', { id: '11111111-8a54-4d0f-9d3a-5f8f2f1d9b10' }],
  ])('updates the schedule of an account that changed %s', (_what, changes) => {
    const plan = planSchedules([account(changes)], [scheduleOf(account())]);
    expect(plan).toEqual({ create: [], update: [toWantedSchedule(account(changes))], remove: [] });
  });

  test('tells two time zones of the same cron expression apart', () => {
    const at = (timeZone: string) => account({ timing: { kind: 'cron', expression: '0 3 * * *', timeZone } });
    expect(toWantedSchedule(at('UTC')).hash).not.toBe(toWantedSchedule(at('Europe/Berlin')).hash);
  });

  test('updates a schedule that somebody else made', () => {
    const plan = planSchedules([account()], [scheduleOf(account(), { hash: undefined })]);
    expect(plan.update).toHaveLength(1);
  });

  test('removes the schedule of an account that is gone', () => {
    expect(planSchedules([], [scheduleOf(account())]).remove).toEqual(['sync/acme-cloud']);
  });
});

describe('the schedule of an account', () => {
  test('is paused unless the account is active', () => {
    const paused = (state: ScheduledAccount['state']) => toWantedSchedule(account({ state })).paused;
    expect([paused('active'), paused('paused'), paused('stopped')]).toEqual([false, true, true]);
  });

  test('lies at whole seconds inside the interval', () => {
    const { offsetMs } = toWantedSchedule(account());
    expect(offsetMs % 1000).toBe(0);
    expect(offsetMs).toBeGreaterThanOrEqual(0);
    expect(offsetMs).toBeLessThan(hour);
  });

  test('spreads accounts over the interval', () => {
    const quarters = [0, 0, 0, 0];
    for (let index = 0; index < 400; index++) {
      const { offsetMs } = toWantedSchedule(
        account({ id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` }),
      );
      const quarter = Math.floor(offsetMs / (hour / 4));
      quarters[quarter] = (quarters[quarter] ?? 0) + 1;
    }
    expect(Math.min(...quarters)).toBeGreaterThan(70);
  });

  test('has the same hash in every process', () => {
    expect(toWantedSchedule(account()).hash).toBe(toWantedSchedule(account()).hash);
    expect(toWantedSchedule(account()).hash).toMatch(/^[0-9a-f]{8}$/);
  });
});
