import type { Client } from '@temporalio/client';
import type { LostWorkflow } from '../domain/lost-workflow.js';
import { workflowOfRun } from './person-runs.js';
import { findWorkflowEnd } from './workflow-end.js';

/** How a workflow ends that did not come to the end of its run. */
const ends = ['Failed', 'Terminated', 'TimedOut', 'Canceled'];

/** Workflows of runs that ended otherwise than by their last step, as long as Temporal remembers them. */
export async function listLostWorkflows(client: Client): Promise<LostWorkflow[]> {
  const oneOf = (names: string[]) => names.map((name) => `"${name}"`).join(', ');
  const query = `ExecutionStatus IN (${oneOf(ends)}) AND WorkflowType IN (${oneOf(Object.values(workflowOfRun))})`;
  const lost: LostWorkflow[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) {
    const end = await findWorkflowEnd(client, { workflowId });
    if (end !== undefined) lost.push({ workflowId, end });
  }
  return lost;
}
