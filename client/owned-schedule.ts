import type { ScheduleDescription, ScheduleOptions, ScheduleSpec, ScheduleUpdateOptions } from '@temporalio/client';
import { encodeSchedulePolicies, encodeScheduleSpec } from '@temporalio/client/lib/schedule-helpers.js';
import type { SearchAttributePair } from '@temporalio/common';
import { taskQueues } from '../domain/task-queues.js';
import { digestOf } from './schedule-digest.js';

/** What the steward decides about one of its schedules; the rest belongs to operators. */
export interface OwnedSchedule {
  scheduleId: string;
  /** Of what is wanted. */
  hash: string;
  paused: boolean;
  spec: ScheduleSpec;
  workflowType: string;
  args: unknown[];
  searchAttributes: SearchAttributePair[];
  /** One line, shown with each run. */
  summary: string;
  /** Ends a run that hangs: under SKIP it would suppress all later runs without a word. */
  executionTimeoutMs: number;
}

/**
 * Name of the memo field with two hashes: of what was wanted, and a digest of the schedule as it was written. While a
 * description has the same digest, nobody changed the schedule since. They travel in the memo of the action, because a
 * schedule's own memo can never be changed.
 */
export const hashMemo = 'stewardHash';

/** The hash of what was wanted, undefined when the schedule is not any more as it was written. */
export function readHashMemo(memo: unknown, digest: string): string | undefined {
  const [hash, writtenDigest] = typeof memo === 'string' ? memo.split('.') : [];
  return writtenDigest === digest ? hash : undefined;
}

/** The note of a pause by the steward. A pause with any other note is an operator's, and is left alone. */
export const stewardPauseNote = 'paused by steward: the account is paused or stopped';

/** After an outage one run is wanted, not a queue of them. */
const catchupWindowMs = 10 * 60_000;

/** The schedule as it is first made. */
export function toScheduleOptions(owned: OwnedSchedule, { triggerNow }: { triggerNow: boolean }): ScheduleOptions {
  return {
    scheduleId: owned.scheduleId,
    ...toDefinition(owned),
    state: { ...(owned.paused ? stewardPause : {}), triggerImmediately: triggerNow },
  };
}

/** The schedule as it is written over one that is there: what operators set survives. */
export function toScheduleUpdate(owned: OwnedSchedule, { state }: Pick<ScheduleDescription, 'state'>) {
  return {
    ...toDefinition(owned),
    state: { ...state, ...pauseOf(owned.paused, state) },
  } satisfies ScheduleUpdateOptions;
}

const stewardPause = { paused: true, note: stewardPauseNote };

function pauseOf(wanted: boolean, current: ScheduleDescription['state']): Partial<ScheduleDescription['state']> {
  if (wanted) return current.paused ? {} : stewardPause;
  return current.paused && current.note === stewardPauseNote ? { paused: false, note: '' } : {};
}

const policies = { overlap: 'SKIP', catchupWindow: catchupWindowMs, pauseOnFailure: false } as const;

function toDefinition(owned: OwnedSchedule) {
  return {
    spec: owned.spec,
    policies,
    action: {
      type: 'startWorkflow',
      workflowId: owned.scheduleId,
      workflowType: owned.workflowType,
      args: owned.args,
      taskQueue: taskQueues.workflows,
      memo: { [hashMemo]: `${owned.hash}.${toDigest(owned)}` },
      typedSearchAttributes: owned.searchAttributes,
      staticSummary: owned.summary,
      workflowExecutionTimeout: owned.executionTimeoutMs,
    },
  } satisfies Omit<ScheduleUpdateOptions, 'state'>;
}

function toDigest({ scheduleId, spec, workflowType, args, summary, ...owned }: OwnedSchedule): string {
  return digestOf(encodeScheduleSpec(spec), encodeSchedulePolicies(policies), {
    workflowId: scheduleId,
    workflowType,
    taskQueue: taskQueues.workflows,
    executionTimeoutMs: owned.executionTimeoutMs,
    runTimeoutMs: 0,
    searchAttributes: Object.fromEntries(owned.searchAttributes.map(({ key, value }) => [key.name, value])),
    args,
    summary,
  });
}
