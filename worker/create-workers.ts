import {
  type DataConverter,
  type NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type { BatchActivities } from '../activities/batch-steps.js';
import type { InboxActivities } from '../activities/inbox-steps.js';
import type { LifecycleActivities, StepActivities } from '../activities/lifecycle/lifecycle-steps.js';
import type { RosterActivities } from '../activities/roster-steps.js';
import type { ScheduleActivities } from '../activities/schedule-steps.js';
import type { SyncActivities } from '../activities/sync-steps.js';
import { taskQueues } from '../domain/task-queues.js';
import { refuseLargeResults } from './result-size.js';

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  dataConverter: DataConverter;
  workflowBundle: WorkflowBundleOption;
  syncActivities: SyncActivities & RosterActivities;
  peopleActivities: ScheduleActivities & InboxActivities & BatchActivities & LifecycleActivities & StepActivities;
  /** Time that steps under way get to end by themselves when the worker stops. */
  shutdownGraceMs: number;
}

/** After the grace, steps that do not heed their cancellation are abandoned; the next worker takes them up. */
const forceAfterGraceMs = 3000;

/** A death is noticed within the heartbeat timeout of 10 s also when a beat or two are late. */
const maxHeartbeatThrottleInterval = '2 seconds';

/** After a worker's death its workflows wait this long for it; another then replays their few events. */
const stickyQueueScheduleToStartTimeout = '3 seconds';

/** Workflows, the small steps that serve people, and bulk reads: one worker each, so that none waits for another. */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, dataConverter, workflowBundle, shutdownGraceMs } = options;
  const create = (special: Partial<WorkerOptions> & { taskQueue: string }): Promise<Worker> =>
    Worker.create({
      connection,
      namespace,
      dataConverter,
      interceptors: { activity: [refuseLargeResults] },
      maxHeartbeatThrottleInterval,
      shutdownGraceTime: shutdownGraceMs,
      shutdownForceTime: shutdownGraceMs + forceAfterGraceMs,
      ...special,
    });
  return await Promise.all([
    create({
      taskQueue: taskQueues.workflows,
      workflowBundle,
      maxCachedWorkflows: 300,
      stickyQueueScheduleToStartTimeout,
    }),
    create({ taskQueue: taskQueues.people, activities: options.peopleActivities }),
    create({
      taskQueue: taskQueues.sync,
      activities: options.syncActivities,
      maxConcurrentActivityTaskExecutions: bulkSteps,
    }),
  ]);
}

/** Bulk steps of one process at a time: parsing keeps a processor busy, and each step holds connections. */
export const bulkSteps = 12;
