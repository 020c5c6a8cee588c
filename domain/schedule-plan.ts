import type { AccountId, AccountState, SyncTiming } from './account.js';
import type { SeenSchedule, WantedRosterSchedule, WantedSchedule, WantedSyncSchedule } from './schedules.js';
import { stableHash } from './stable-hash.js';
import { rosterScheduleId, syncScheduleId } from './workflow-ids.js';

/** What planning needs to know of an account. */
export interface ScheduledAccount {
  id: AccountId;
  name: string;
  state: AccountState;
  timing: SyncTiming;
}

/** What planning needs to know of a roster whose list is fetched. */
export interface ScheduledRoster {
  connectionId: string;
  connectionName: string;
  everyMs: number;
  isPaused: boolean;
}

/** What has to be done so that schedules match the accounts and rosters. */
export interface SchedulePlan {
  create: WantedSchedule[];
  update: WantedSchedule[];
  /** Ids of schedules whose account or roster is gone. */
  remove: string[];
}

/** Raised when the form of a schedule changes, so that all are written anew. */
const form = 1;

/**
 * The schedule an account should have. Accounts on an interval are spread over it by a hash of their id; a cron
 * expression says itself when. An account that is paused or stopped has a paused schedule.
 */
export function toWantedSchedule({ id, name, state, timing }: ScheduledAccount): WantedSyncSchedule {
  const wanted = {
    scheduleId: syncScheduleId(name),
    accountId: id,
    accountName: name,
    timing,
    offsetMs: timing.kind === 'interval' ? offsetIn(timing.everyMs, id) : 0,
    paused: state !== 'active',
  };
  return { ...wanted, hash: hashOf(wanted) };
}

/** The schedule a roster should have. */
export function toRosterSchedule(roster: ScheduledRoster): WantedRosterSchedule {
  const { connectionId, connectionName, everyMs, isPaused } = roster;
  return {
    scheduleId: rosterScheduleId(connectionName),
    ...{ connectionId, connectionName },
    timing: { kind: 'interval', everyMs },
    offsetMs: offsetIn(everyMs, connectionId),
    paused: isPaused,
    hash: toHash([form, 'roster', connectionId, connectionName, everyMs, isPaused]),
  };
}

/** Whole seconds, because Temporal's Web UI shows them. */
function offsetIn(everyMs: number, id: string): number {
  return (stableHash(id) % Math.max(1, Math.floor(everyMs / 1000))) * 1000;
}

function hashOf({ accountId, accountName, timing, offsetMs, paused }: Omit<WantedSyncSchedule, 'hash'>): string {
  const time = timing.kind === 'interval' ? [timing.everyMs] : [timing.expression, timing.timeZone];
  return toHash([form, accountId, accountName, timing.kind, ...time, offsetMs, paused]);
}

function toHash(parts: unknown[]): string {
  return stableHash(JSON.stringify(parts)).toString(16).padStart(8, '0');
}

/** Compares by the hash that was written with each schedule: what is equal is left alone. */
export function planSchedules(
  accounts: ScheduledAccount[],
  seen: SeenSchedule[],
  rosters: ScheduledRoster[] = [],
): SchedulePlan {
  const wanted: WantedSchedule[] = [...accounts.map(toWantedSchedule), ...rosters.map(toRosterSchedule)];
  const seenById = new Map(seen.map((schedule) => [schedule.scheduleId, schedule]));
  const wantedIds = new Set(wanted.map(({ scheduleId }) => scheduleId));
  return {
    create: wanted.filter(({ scheduleId }) => !seenById.has(scheduleId)),
    update: wanted.filter(({ scheduleId, hash }) => {
      const known = seenById.get(scheduleId);
      return known !== undefined && known.hash !== hash;
    }),
    remove: seen.filter(({ scheduleId }) => !wantedIds.has(scheduleId)).map(({ scheduleId }) => scheduleId),
  };
}
