import { proxyActivities, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
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

/** Makes the schedules match the accounts and says which accounts have not been synced for too long. */
export async function reconcileSchedules(): Promise<ReconcileResult> {
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'reconciling' }]);
  setCurrentDetails(
    '**Schedules** · stage: reconciling\n\n**Waiting for**: the schedules to be compared with the accounts.',
  );
  const result = await ensureSchedulesMatchAccounts();
  upsertSearchAttributes([{ key: searchAttributes.stage, value: 'done' }, ...overdueAttributes(result)]);
  setCurrentDetails(describe(result));
  return result;
}

function overdueAttributes({ overdue }: ReconcileResult) {
  if (overdue.length === 0) return [];
  return [
    { key: searchAttributes.attention, value: 'syncs-overdue' },
    { key: searchAttributes.accounts, value: overdue },
  ];
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
