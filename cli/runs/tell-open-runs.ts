import { listOpenRunsOfAccount } from '../../store/runs.js';
import type { CliContext } from '../context.js';

/**
 * Tells open runs that something of an account was mended, or of all (null): they try it again at once. What cannot be
 * told now is found out by their next try.
 */
export async function tellOpenRuns(context: CliContext, accountId: string | null): Promise<void> {
  const { db } = await context.database();
  const waiting = await listOpenRunsOfAccount(db, accountId);
  if (waiting.length === 0) return;
  try {
    const { client } = await context.temporal();
    const { tellAccountChanged } = await import('../../client/person-runs.js');
    for (const run of waiting) await tellAccountChanged(client, [run.workflowId], run.accountId);
  } catch {
    context.terminal.say('Temporal did not take the news now. For each open run: steward retry RUN --account NAME');
  }
}
