import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { taskQueues } from '../domain/task-queues.js';
import { batchWorkflowId } from '../domain/workflow-ids.js';

/** Has the runs of a batch started that was written down. Safe to repeat. */
export async function startBatch(client: Client, batchId: string, summary: string): Promise<void> {
  try {
    await client.workflow.start('offboardMany', {
      workflowId: batchWorkflowId(batchId),
      taskQueue: taskQueues.workflows,
      args: [{ batchId }],
      staticSummary: summary,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
