import { describeDrift } from '../../domain/drift.js';
import { recordDecision } from '../../store/decisions.js';
import { settleDrift } from '../../store/run-drift.js';
import { signHead } from '../../store/signing.js';
import type { CliContext } from '../context.js';
import { FailedError, UsageError } from '../exit.js';
import { requireOperator } from '../operators/require-operator.js';
import { requireRun } from './find-run.js';

/** An operator knows of what came back after a run had ended, and leaves it: it asks nobody to look any more. */
export async function acknowledgeRun(context: CliContext, name: string, { reason }: { reason: string }): Promise<void> {
  if (reason.trim() === '') throw new UsageError('It takes a reason.', 'Say why: --reason "…"');
  const operator = await requireOperator(context, 'operator');
  const { db } = await context.database();
  const { sealer } = await context.tokenReaders();
  const { terminal } = context;
  const { id: runId, workflowId } = await requireRun(db, name);
  const settled = await db.transaction().execute(async (trx) => {
    const found = await settleDrift(trx, runId, context.now());
    if (!found)
      throw new FailedError(
        `Nothing of ${workflowId} has to be acknowledged.`,
        'See what has: steward runs --attention',
      );
    await recordDecision(trx, { runId, kind: 'acknowledge', operator, reason: reason.trim() });
    await signHead(trx, sealer, runId);
    return found;
  });
  for (const { accountName, drift } of settled) {
    await terminal.print(`${accountName}  ${drift ? describeDrift(drift) : ''}`);
  }
  await terminal.print(`${workflowId}  acknowledge`);
  terminal.say('It asks again when more comes back.');
}
