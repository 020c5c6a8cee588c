import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError } from '@temporalio/client';
import { withBufferedFirstRun } from './buffered-first-run.js';
import { describeSchedule, isUnreadable } from './described-schedule.js';
import { type OwnedSchedule, toScheduleOptions, toScheduleUpdate } from './owned-schedule.js';

/**
 * Makes a schedule. One that is there already (Temporal's list of schedules lags behind) is brought up to date.
 */
export async function createSchedule(
  client: Client,
  owned: OwnedSchedule,
  options: { triggerNow: boolean },
): Promise<void> {
  try {
    await withBufferedFirstRun(client).create(toScheduleOptions(owned, options));
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const seen = await describeSchedule(client, owned.scheduleId);
    if (seen && seen.hash !== owned.hash) await updateSchedule(client, owned);
  }
}

/** Writes a schedule over the one that is there. One that was deleted meanwhile is left deleted. */
export async function updateSchedule(client: Client, owned: OwnedSchedule): Promise<void> {
  try {
    await client.schedule.getHandle(owned.scheduleId).update((current) => toScheduleUpdate(owned, current));
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return;
    if (!isUnreadable(error)) throw error;
    await replaceSchedule(client, owned);
  }
}

/** What is there cannot be decoded any more, and so not be handed back either: only a new one can take its place. */
async function replaceSchedule(client: Client, owned: OwnedSchedule): Promise<void> {
  const seen = await describeSchedule(client, owned.scheduleId);
  await removeSchedule(client, owned.scheduleId);
  const { paused, note } = toScheduleUpdate(owned, { state: seen ?? { paused: false } }).state;
  await client.schedule.create({ ...toScheduleOptions(owned, { triggerNow: false }), state: { paused, note } });
}

/** Removes a schedule; runs that it started go on. */
export async function removeSchedule(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
