import type { temporal } from '@temporalio/proto';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { valuesOf } from '../domain/cron-calendar.js';
import { stableHash } from '../domain/stable-hash.js';

type Spec = temporal.api.schedule.v1.IScheduleSpec;
type Policies = temporal.api.schedule.v1.ISchedulePolicies;
type Calendar = temporal.api.schedule.v1.IStructuredCalendarSpec;
type Range = temporal.api.schedule.v1.IRange;

/** What a schedule starts, with everything readable. */
export interface ScheduledRun {
  workflowId: string;
  workflowType: string;
  taskQueue: string;
  executionTimeoutMs: number;
  runTimeoutMs: number;
  searchAttributes: Record<string, unknown>;
  args: unknown[];
  summary: unknown;
}

/**
 * Of everything about a schedule that is the steward's, in a form that survives the way through Temporal. Pause and note
 * are left out: they belong to operators.
 */
export function digestOf(spec: Spec, policies: Policies, run: ScheduledRun): string {
  const { workflowId, workflowType, taskQueue, executionTimeoutMs, runTimeoutMs, searchAttributes, args, summary } =
    run;
  const facts = [
    [...toTimes(spec), spec.timezoneName ?? ''],
    [policies.overlapPolicy ?? 0, toMs(policies.catchupWindow), policies.pauseOnFailure === true],
    policies.keepOriginalWorkflowId === true,
    [workflowId, workflowType, taskQueue, executionTimeoutMs, runTimeoutMs],
    Object.entries(searchAttributes).sort(([one], [other]) => (one < other ? -1 : 1)),
    [args, summary ?? ''],
  ];
  return stableHash(JSON.stringify(facts)).toString(16).padStart(8, '0');
}

function toTimes(spec: Spec): unknown[] {
  return [
    (spec.structuredCalendar ?? []).map(toCalendarFacts),
    (spec.interval ?? []).map(({ interval, phase }) => [toMs(interval), toMs(phase)]),
    (spec.excludeStructuredCalendar ?? []).map(toCalendarFacts),
    [toMs(spec.startTime), toMs(spec.endTime), toMs(spec.jitter)],
  ];
}

function toCalendarFacts(calendar: Calendar): unknown[] {
  const { second, minute, hour, dayOfMonth, month, year, dayOfWeek, comment } = calendar;
  return [...[second, minute, hour, dayOfMonth, month, year, dayOfWeek].map(toValues), comment ?? ''];
}

/** The server leaves out an end that is the start, and a step of 1. */
function toValues(ranges: Range[] | null | undefined): number[] {
  return valuesOf(
    (ranges ?? []).map(({ start, end, step }) => ({
      start: start ?? 0,
      end: Math.max(start ?? 0, end ?? 0),
      step: Math.max(1, step ?? 1),
    })),
  );
}

function toMs(time: Parameters<typeof optionalTsToMs>[0]): number {
  return optionalTsToMs(time) ?? 0;
}
