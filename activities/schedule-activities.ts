import { isOverdue } from '../domain/overdue.js';
import { planSchedules, type ScheduledAccount, type ScheduledRoster } from '../domain/schedule-plan.js';
import type { ScheduleKeeper, SeenSchedule } from '../domain/schedules.js';
import { syncScheduleId } from '../domain/workflow-ids.js';
import { translateFailures } from './failures.js';
import { heartbeating } from './heartbeating.js';
import { nextCronTime } from './next-cron-time.js';
import type { ScheduleActivities } from './schedule-steps.js';

export interface ScheduleActivitiesDeps {
  listAccounts(): Promise<ScheduledAccount[]>;
  listRosters(): Promise<ScheduledRoster[]>;
  scheduleKeeper: ScheduleKeeper;
}

export function createScheduleActivities(deps: ScheduleActivitiesDeps): ScheduleActivities {
  const { listAccounts, listRosters, scheduleKeeper } = deps;
  return translateFailures<ScheduleActivities>({
    ensureSchedulesMatchAccounts: () =>
      heartbeating(async ({ signal }) => {
        const [accounts, rosters, seen] = await Promise.all([listAccounts(), listRosters(), scheduleKeeper.list()]);
        const plan = planSchedules(accounts, seen, rosters);
        for (const wanted of plan.create) {
          signal.throwIfAborted();
          await scheduleKeeper.create(wanted, { triggerNow: !wanted.paused });
        }
        for (const wanted of plan.update) {
          signal.throwIfAborted();
          await scheduleKeeper.update(wanted);
        }
        for (const scheduleId of plan.remove) {
          signal.throwIfAborted();
          await scheduleKeeper.remove(scheduleId);
        }
        const changed = new Set([...plan.create, ...plan.update].map(({ scheduleId }) => scheduleId));
        return {
          created: plan.create.length,
          updated: plan.update.length,
          removed: plan.remove.length,
          unchanged: accounts.length + rosters.length - changed.size,
          overdue: findOverdue(accounts, seen, changed),
        };
      }),
  });
}

/** Only schedules that were already as they should be: one that was changed now has not had its chance. */
function findOverdue(accounts: ScheduledAccount[], seen: SeenSchedule[], changed: Set<string>): string[] {
  const now = new Date();
  const byId = new Map(seen.map((schedule) => [schedule.scheduleId, schedule]));
  return accounts
    .filter(({ name, state, timing }) => {
      const schedule = byId.get(syncScheduleId(name));
      if (!schedule || schedule.paused || changed.has(schedule.scheduleId) || state !== 'active') return false;
      return isOverdue(timing, schedule.lastActionAt ?? schedule.createdAt, now, nextCronTime);
    })
    .map(({ name }) => name);
}
