import type { TemporalConnection } from '../../client/connect-temporal.js';
import { type Run, updateRun } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { describeMoment } from './describe-run.js';

/** Starts the workflow of a run that was written down, and says where to look. One that cannot be started is closed. */
export async function startRun(
  context: CliContext,
  { client }: TemporalConnection,
  run: Run,
  summary: string,
): Promise<void> {
  const { startPersonRun } = await import('../../client/person-runs.js');
  const { terminal, zone } = context;
  const { db } = await context.database();
  try {
    await startPersonRun(client, run, summary);
  } catch (error) {
    await updateRun(db, run.id, { closedAt: context.now(), outcome: 'not-started', stage: 'cancelled' });
    throw error;
  }
  await terminal.print(run.workflowId);
  terminal.say(`It acts ${describeMoment(run, zone)}.${run.needsApproval ? ' Approval is waited for.' : ''}`);
  terminal.say(`Look: steward run ${run.workflowId}`);
}
