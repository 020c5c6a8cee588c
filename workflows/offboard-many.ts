import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { BatchActivities, StartedBatch } from '../activities/batch-steps.js';
import { taskQueues } from '../domain/task-queues.js';

export interface OffboardManyInput {
  batchId: string;
}

/** Many take long, and each report is soon: a dead worker is noticed all the same. */
const { startBatchRuns } = proxyActivities<BatchActivities>({
  taskQueue: taskQueues.people,
  heartbeatTimeout: '10 seconds',
  startToCloseTimeout: '1 hour',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '15 seconds' },
});

/**
 * Starts the runs of a batch. Each waits for the release by itself and goes its own way; what they have in common is
 * counted in PostgreSQL.
 */
export async function offboardMany({ batchId }: OffboardManyInput): Promise<StartedBatch> {
  const started = await startBatchRuns.executeWithOptions({ summary: 'Start the runs of the batch' }, [{ batchId }]);
  setCurrentDetails(
    `**${started.runs} runs** go their own ways from here on. **You can**: \`steward runs --batch ${batchId}\`.`,
  );
  return started;
}
