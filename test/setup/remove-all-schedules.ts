import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import { eventually } from './eventually.js';

/** Leaves the server without a schedule. Temporal's list lags behind, so it may name one that is gone already. */
export async function removeAllSchedules(client: Client): Promise<void> {
  await eventually(async () => {
    let seen = 0;
    for await (const { scheduleId } of client.schedule.list()) {
      seen += 1;
      await removeSchedule(client, scheduleId);
    }
    return seen;
  }).toBe(0);
}

async function removeSchedule(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
