import type { AccountId, SyncTiming } from './account.js';

/** A schedule there should be: of an account, or of a roster. */
export type WantedSchedule = WantedSyncSchedule | WantedRosterSchedule;

/** The schedule an account should have. */
export interface WantedSyncSchedule extends WantedTiming {
  accountId: AccountId;
  accountName: string;
}

/** The schedule a roster should have whose list is fetched. */
export interface WantedRosterSchedule extends WantedTiming {
  connectionId: string;
  connectionName: string;
}

interface WantedTiming {
  scheduleId: string;
  timing: SyncTiming;
  /** Where in the interval it is due, so that not all start at once. */
  offsetMs: number;
  /** An account or connection that is paused has a paused schedule. */
  paused: boolean;
  /** Of everything above: the schedule is updated only when it differs. */
  hash: string;
}

/** The schedule as Temporal describes it. */
export interface SeenSchedule {
  scheduleId: string;
  /** The hash it was last written with; undefined when somebody else made it, or changed more than pause and note. */
  hash?: string;
  paused: boolean;
  note?: string;
  createdAt: Date;
  /** When a run was last started by it. */
  lastActionAt?: Date;
  nextActionAt?: Date;
  skippedOverlap: number;
}

/** What `reconcileSchedules` needs of Temporal's schedules. Implemented in `client/`, injected by `worker/`. */
export interface ScheduleKeeper {
  /** The schedules below `ownedSchedulePrefixes`. */
  list(): Promise<SeenSchedule[]>;
  /** @param options.triggerNow starts the first run at once */
  create(wanted: WantedSchedule, options: { triggerNow: boolean }): Promise<void>;
  /** Replaces timing and action; keeps a pause and a note that an operator set in the Web UI. */
  update(wanted: WantedSchedule): Promise<void>;
  remove(scheduleId: string): Promise<void>;
}
