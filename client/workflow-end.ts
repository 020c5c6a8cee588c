import { type Client, type WorkflowExecutionStatusName, WorkflowNotFoundError } from '@temporalio/client';

/** How a run of a workflow ended, in words that follow its name. */
export type WorkflowEnd =
  'has ended' | 'failed' | 'was cancelled' | 'was terminated' | 'ran out of time' | 'is not known to Temporal any more';

const ends: Partial<Record<WorkflowExecutionStatusName, WorkflowEnd>> = {
  COMPLETED: 'has ended',
  CONTINUED_AS_NEW: 'has ended',
  FAILED: 'failed',
  CANCELLED: 'was cancelled',
  TERMINATED: 'was terminated',
  TIMED_OUT: 'ran out of time',
};

/** Whether it may never have begun, for all that Temporal tells. */
export function isUnknown(end: WorkflowEnd): boolean {
  return end === 'is not known to Temporal any more';
}

/**
 * How a run of a workflow ended; undefined while it goes on.
 *
 * @param named.workflowRunId left out: the newest run of that id
 */
export async function findWorkflowEnd(
  client: Client,
  { workflowId, workflowRunId }: { workflowId: string; workflowRunId?: string },
): Promise<WorkflowEnd | undefined> {
  try {
    const { status } = await client.workflow.getHandle(workflowId, workflowRunId).describe();
    return ends[status.name];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'is not known to Temporal any more';
    throw error;
  }
}
