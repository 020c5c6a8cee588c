import type { WorkflowHandle } from '@temporalio/client';
import { taskQueues } from '../../domain/task-queues.js';
import { leaverState } from '../../domain/plan/wanted-state.js';
import { createPerson } from '../../store/people.js';
import { insertRun, type NewRun, type Run } from '../../store/runs.js';
import type { offboardPerson } from '../../workflows/offboard-person.js';
import type { WholeSystem } from './whole-system.js';

/** Starts the offboarding of somebody with this address, at once unless told otherwise. */
export async function startOffboarding(
  { database: { db }, client }: WholeSystem,
  email: string,
  changes: Partial<Omit<NewRun, 'person'>> = {},
): Promise<{ run: Run; handle: WorkflowHandle<typeof offboardPerson> }> {
  const person = await createPerson(db, { emails: [email] });
  const run = await insertRun(db, {
    kind: 'offboard',
    person,
    askedBy: 'tess',
    reason: 'left',
    wanted: { everywhere: leaverState },
    onlyAccounts: null,
    effectiveAt: new Date(),
    effectiveDay: null,
    timeZone: null,
    policyHash: null,
    needsApproval: false,
    subject: null,
    ...changes,
  });
  const start = () =>
    client.workflow.start<typeof offboardPerson>('offboardPerson', {
      taskQueue: taskQueues.workflows,
      workflowId: run.workflowId,
      args: [{ runId: run.id }],
    });
  return { run, handle: await start() };
}
