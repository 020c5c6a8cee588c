import { patched, proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { InboxActivities, InboxResult } from '../activities/inbox-steps.js';
import type { LostRunActivities, LostRunsResult } from '../activities/lost-run-steps.js';
import type { ReconcileResult, ScheduleActivities } from '../activities/schedule-steps.js';
import { searchAttributes } from '../domain/search-attributes.js';
import { taskQueues } from '../domain/task-queues.js';

const { ensureSchedulesMatchAccounts } = proxyActivities<ScheduleActivities>({
  taskQueue: taskQueues.people,
  summary: 'Make schedules match the accounts',
  heartbeatTimeout: '10 seconds',
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '30 minutes',
});

const { tendHrInbox } = proxyActivities<InboxActivities>({
  taskQueue: taskQueues.people,
  summary: 'Look after what HR systems send',
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '30 minutes',
});

const { noteLostRuns } = proxyActivities<LostRunActivities>({
  taskQueue: taskQueues.people,
  summary: 'Look for runs whose workflow has ended',
  heartbeatTimeout: '10 seconds',
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '30 minutes',
});

/**
 * Makes the schedules match the accounts, and says which accounts have not been synced for too long, which HR systems have
 * fallen silent and which runs nobody goes on with.
 */
export async function reconcileSchedules(): Promise<ReconcileResult & Partial<InboxResult & LostRunsResult>> {
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'reconciling' }]);
  setCurrentDetails(
    '**Schedules** · stage: reconciling\n\n**Waiting for**: the schedules to be compared with the accounts.',
  );
  const schedules = await ensureSchedulesMatchAccounts();
  const inbox = patched('tend-hr-inbox') ? await tendHrInbox() : undefined;
  const runs = patched('note-lost-runs') ? await noteLostRuns() : undefined;
  const found = { ...schedules, ...inbox, ...runs };
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'done' }, ...attentionAttributes(found)]);
  const lines = [...(runs ? describeLost(runs) : []), ...(inbox ? describeInbox(inbox) : [])];
  setCurrentDetails([describe(schedules), ...lines].join('\n\n'));
  return found;
}

/** One at a time can be named: what keeps somebody's access comes first. */
function attentionAttributes(found: ReconcileResult & Partial<InboxResult & LostRunsResult>) {
  const { overdue, held = [], silent = [], lost = [] } = found;
  const attention = [
    { value: 'runs-lost', is: lost.length > 0 },
    { value: 'endings-held', is: held.length > 0 },
    { value: 'syncs-overdue', is: overdue.length > 0 },
    { value: 'feeds-silent', is: silent.length > 0 },
  ].find(({ is }) => is);
  return [
    ...(attention ? [{ key: searchAttributes.attention, value: attention.value }] : []),
    ...(overdue.length > 0 ? [{ key: searchAttributes.accounts, value: overdue }] : []),
  ];
}

function describeLost({ lost }: LostRunsResult): string[] {
  if (lost.length === 0) return [];
  return [
    `**Lost**: ${lost.join(', ')}. The workflow ended before the run did, so nobody goes on with it.`,
    '**You can**: close the run, then start a new one: steward cancel RUN --reason "…"',
  ];
}

function describeInbox({ silent, held, bodiesRemoved }: InboxResult): string[] {
  const lines: string[] = [];
  if (held.length > 0) {
    lines.push(
      `**Held**: ${held.join(', ')} would end more people than usual. Nobody of them is touched.`,
      '**You can**: look at them, and let them go: steward hr events --held, steward hr release NAME',
    );
  }
  if (silent.length > 0) {
    lines.push(
      `**Silent**: ${silent.join(', ')} delivered nothing for longer than usual.`,
      '**You can**: look whether the sender still sends: steward hr connection show NAME',
    );
  }
  if (bodiesRemoved > 0) lines.push(`Of ${bodiesRemoved} old HR deliveries the bodies were removed.`);
  return lines;
}

function describe({ created, updated, removed, unchanged, overdue }: ReconcileResult): string {
  const lines = [
    '**Schedules** · stage: done',
    `${created} created, ${updated} updated, ${removed} removed, ${unchanged} left as they were.`,
  ];
  if (overdue.length > 0) {
    lines.push(
      `**Overdue**: ${overdue.join(', ')}. Their schedules should have started a run long ago.`,
      '**You can**: look whether a run hangs or the schedule is paused (Schedules in the Web UI), and start one: steward sync NAME',
    );
  }
  return lines.join('\n\n');
}
