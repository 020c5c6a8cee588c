import type { Client } from '@temporalio/client';
import type { ScheduleKeeper, SeenSchedule, WantedSchedule } from '../domain/schedules.js';
import { searchAttributes } from '../domain/search-attributes.js';
import { syncSchedulePrefix } from '../domain/workflow-ids.js';
import { describeSchedule } from './described-schedule.js';
import type { OwnedSchedule } from './owned-schedule.js';
import { toScheduleSpec } from './schedule-spec.js';
import { createSchedule, removeSchedule, updateSchedule } from './write-schedule.js';

/** Twice what a sync allows itself. */
const executionTimeoutMs = 6 * 60 * 60_000;

/** Each is asked for by itself, and answered by a hidden workflow of the server. */
const describedAtOnce = 10;

/** Schedules of syncs, kept in Temporal. */
export function createScheduleKeeper(client: Client): ScheduleKeeper {
  return {
    list: () => listSyncSchedules(client),
    create: (wanted, options) => createSchedule(client, toOwned(wanted), options),
    update: (wanted) => updateSchedule(client, toOwned(wanted)),
    remove: (scheduleId) => removeSchedule(client, scheduleId),
  };
}

async function listSyncSchedules(client: Client): Promise<SeenSchedule[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) {
    if (scheduleId.startsWith(syncSchedulePrefix)) ids.push(scheduleId);
  }
  const seen: (SeenSchedule | undefined)[] = [];
  for (let start = 0; start < ids.length; start += describedAtOnce) {
    const some = ids.slice(start, start + describedAtOnce);
    seen.push(...(await Promise.all(some.map((id) => describeSchedule(client, id)))));
  }
  return seen.filter((schedule) => schedule !== undefined);
}

function toOwned({
  scheduleId,
  hash,
  paused,
  accountId,
  accountName,
  timing,
  offsetMs,
}: WantedSchedule): OwnedSchedule {
  return {
    scheduleId,
    hash,
    paused,
    spec: toScheduleSpec(timing, offsetMs),
    workflowType: 'syncAccount',
    args: [{ accountId, accountName }],
    searchAttributes: [{ key: searchAttributes.accounts, value: [accountName] }],
    summary: `Sync of ${accountName}`,
    executionTimeoutMs,
  };
}
