import { type Client, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import { reconcileScheduleId, syncScheduleId } from '../domain/workflow-ids.js';
import { describeSchedule } from './described-schedule.js';
import type { OwnedSchedule } from './owned-schedule.js';
import { ScheduleMissingError } from './temporal-errors.js';
import { createSchedule, updateSchedule } from './write-schedule.js';

const reconcileSchedule: OwnedSchedule = {
  scheduleId: reconcileScheduleId,
  // Raised by hand whenever the rest changes.
  hash: '1',
  paused: false,
  spec: { intervals: [{ every: '1 hour' }] },
  workflowType: 'reconcileSchedules',
  args: [],
  searchAttributes: [],
  summary: 'Make schedules match the accounts',
  executionTimeoutMs: 60 * 60_000,
};

/** Makes or mends the hourly schedule that keeps all others true; a new one runs at once. Safe to repeat. */
export async function ensureReconcileSchedule(client: Client): Promise<void> {
  const seen = await describeSchedule(client, reconcileScheduleId);
  if (!seen) await createSchedule(client, reconcileSchedule, { triggerNow: true });
  else if (seen.hash !== reconcileSchedule.hash) await updateSchedule(client, reconcileSchedule);
}

/**
 * Asks for a comparison of schedules and accounts now, or as soon as the running one has ended.
 *
 * @throws ScheduleMissingError
 */
export async function triggerReconcile(client: Client): Promise<void> {
  await trigger(client, reconcileScheduleId, 'Run: steward setup');
}

/**
 * Asks for a sync of an account now, or as soon as its running one has ended: further requests meanwhile are covered by
 * that same next run. Temporal tells no id of the run.
 *
 * @throws ScheduleMissingError
 */
export async function triggerSync(client: Client, accountName: string): Promise<void> {
  await trigger(client, syncScheduleId(accountName), 'A running worker makes it: steward worker');
}

/** The server's default would start a run beside one that is going on. */
async function trigger(client: Client, scheduleId: string, remedy: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw new ScheduleMissingError(scheduleId, remedy);
    throw error;
  }
}
