import type { Client } from '@temporalio/client';
import type {
  ScheduleKeeper,
  SeenSchedule,
  WantedRosterSchedule,
  WantedSchedule,
  WantedSyncSchedule,
} from '../domain/schedules.js';
import { searchAttributes } from '../domain/search-attributes.js';
import { ownedSchedulePrefixes } from '../domain/workflow-ids.js';
import { describeSchedule } from './described-schedule.js';
import type { OwnedSchedule } from './owned-schedule.js';
import { toScheduleSpec } from './schedule-spec.js';
import { createSchedule, removeSchedule, updateSchedule } from './write-schedule.js';

/** Twice what a sync allows itself. */
const executionTimeoutMs = 6 * 60 * 60_000;

/** Each is asked for by itself, and answered by a hidden workflow of the server. */
const describedAtOnce = 10;

/** Schedules of syncs and of rosters, kept in Temporal. */
export function createScheduleKeeper(client: Client): ScheduleKeeper {
  return {
    list: () => listOwnedSchedules(client),
    create: (wanted, options) => createSchedule(client, toOwned(wanted), options),
    update: (wanted) => updateSchedule(client, toOwned(wanted)),
    remove: (scheduleId) => removeSchedule(client, scheduleId),
  };
}

async function listOwnedSchedules(client: Client): Promise<SeenSchedule[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) {
    if (ownedSchedulePrefixes.some((prefix) => scheduleId.startsWith(prefix))) ids.push(scheduleId);
  }
  const seen: (SeenSchedule | undefined)[] = [];
  for (let start = 0; start < ids.length; start += describedAtOnce) {
    const some = ids.slice(start, start + describedAtOnce);
    seen.push(...(await Promise.all(some.map((id) => describeSchedule(client, id)))));
  }
  return seen.filter((schedule) => schedule !== undefined);
}

function toOwned(wanted: WantedSchedule): OwnedSchedule {
  const { scheduleId, hash, paused, timing, offsetMs } = wanted;
  return {
    ...{ scheduleId, hash, paused, executionTimeoutMs },
    spec: toScheduleSpec(timing, offsetMs),
    ...('accountId' in wanted ? toSync(wanted) : toRoster(wanted)),
  };
}

type Action = Pick<OwnedSchedule, 'workflowType' | 'args' | 'searchAttributes' | 'summary'>;

function toSync({ accountId, accountName }: WantedSyncSchedule): Action {
  return {
    workflowType: 'syncAccount',
    args: [{ accountId, accountName }],
    searchAttributes: [{ key: searchAttributes.accounts, value: [accountName] }],
    summary: `Sync of ${accountName}`,
  };
}

function toRoster({ connectionId, connectionName }: WantedRosterSchedule): Action {
  return {
    workflowType: 'importRoster',
    args: [{ connectionId, connectionName }],
    searchAttributes: [],
    summary: `List of people from ${connectionName}`,
  };
}
