import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { taskQueues } from '../../domain/task-queues.js';

/** The first task is taken only when the worker polls: that time is not part of what is measured. */
export async function awaitWorker(client: Client): Promise<void> {
  const handle = await client.workflow.start('syncAccount', {
    workflowId: 'bench-awaits-the-worker',
    taskQueue: taskQueues.workflows,
    workflowExecutionTimeout: '1 minute',
    args: [{ accountId: randomUUID(), accountName: 'nobody' }],
  });
  await handle.result();
}
