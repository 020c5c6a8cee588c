import type { Client } from '@temporalio/client';
import { workflowOfRun } from './person-runs.js';

/** How a workflow ends that did not come to the end of its run. */
const ends = ['Failed', 'Terminated', 'TimedOut', 'Canceled'];

/** Ids of workflows of runs that ended otherwise than by their last step, as long as Temporal remembers them. */
export async function listLostWorkflows(client: Client): Promise<string[]> {
  const oneOf = (names: string[]) => names.map((name) => `"${name}"`).join(', ');
  const query = `ExecutionStatus IN (${oneOf(ends)}) AND WorkflowType IN (${oneOf(Object.values(workflowOfRun))})`;
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}
