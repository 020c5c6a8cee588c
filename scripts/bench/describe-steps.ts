import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** Where the time of a run went: for each step, when it began and ended, in ms after the run's start, and its attempt. */
export function describeSteps({ events }: History): string {
  const all = events ?? [];
  const begin = millis(all[0]?.eventTime);
  const scheduled = new Map(all.map((event) => [String(event.eventId), event]));
  const steps = all.flatMap((event) => {
    const done = event.activityTaskCompletedEventAttributes;
    if (!done) return [];
    const order = scheduled.get(String(done.scheduledEventId))?.activityTaskScheduledEventAttributes;
    const start = scheduled.get(String(done.startedEventId));
    const attempt = start?.activityTaskStartedEventAttributes?.attempt ?? 1;
    const span = `${millis(start?.eventTime) - begin}–${millis(event.eventTime) - begin}`;
    return [`${order?.activityType?.name} ${span}${attempt > 1 ? ` (attempt ${attempt})` : ''}`];
  });
  return steps.join(' · ');
}

function millis(time: { seconds?: unknown; nanos?: number | null } | null | undefined): number {
  return Math.round(Number(time?.seconds ?? 0) * 1000 + (time?.nanos ?? 0) / 1e6);
}
