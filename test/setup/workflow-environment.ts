import { randomUUID } from 'node:crypto';
import { Client, type WorkflowHandleWithFirstExecutionRunId, type WorkflowStartOptions } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { registerSearchAttributes } from '../../client/search-attributes.js';
import { taskQueues } from '../../domain/task-queues.js';
import { startTimeSkipping } from './time-skipping.js';
import { findTestBundle } from './workflow-bundle.js';

export interface WorkflowEnvironment {
  /** Waiting for a result with this client lets time run ahead. */
  client: Client;
  /** Never moves time. */
  patientClient: Client;
  /** Moves time by so much. */
  sleep(duration: string): Promise<void>;
  /** The server's time, in epoch milliseconds: it runs ahead of ours. */
  now(): Promise<number>;
  /** Starts a workflow by its name on the queue of workflows. */
  start<T extends Workflow>(name: string, args: Parameters<T>): Promise<WorkflowHandleWithFirstExecutionRunId<T>>;
  close(): Promise<void>;
}

/** A server of one's own that skips time, with workers for our workflows and the activities given. */
export async function createWorkflowEnvironment(activities: object): Promise<WorkflowEnvironment> {
  const environment = await startTimeSkipping();
  await registerSearchAttributes(environment.connection, environment.namespace ?? 'default');
  const create = (options: Pick<WorkerOptions, 'taskQueue' | 'activities' | 'workflowBundle'>) =>
    Worker.create({ connection: environment.nativeConnection, ...options });
  const workers = await Promise.all([
    create({ taskQueue: taskQueues.workflows, workflowBundle: await findTestBundle() }),
    create({ taskQueue: taskQueues.sync, activities }),
    create({ taskQueue: taskQueues.people, activities }),
  ]);
  const running = workers.map((worker) => worker.run());
  return {
    client: environment.client,
    patientClient: new Client({ connection: environment.connection }),
    sleep: (duration) => environment.sleep(duration as `${number} minutes`),
    now: () => environment.currentTimeMs(),
    start<T extends Workflow>(name: string, args: Parameters<T>) {
      const options = { taskQueue: taskQueues.workflows, workflowId: randomUUID(), args };
      return environment.client.workflow.start<T>(name, options as unknown as WorkflowStartOptions<T>);
    },
    async close() {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await environment.teardown();
    },
  };
}
