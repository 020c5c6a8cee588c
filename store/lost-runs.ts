import { isFinal, outcomeOfAccounts } from '../domain/run.js';
import type { Sealer } from '../domain/sealing.js';
import type { Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { releaseLeases } from './leases.js';
import { listRunAccounts, noteAccountState } from './run-accounts.js';
import { lockRun, noteStage, type Run, updateRun } from './runs.js';
import { signHead } from './signing.js';

/**
 * Notes that the workflow of an open run has ended, which nobody would see otherwise: once, in its row and in the ledger.
 * A run that has ended as well is left as it is.
 *
 * @param end in words that follow "its workflow"
 */
export async function noteWorkflowEnd(db: Db, runId: string, end: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    const { stage, attention, closedAt } = await lockRun(trx, runId);
    if (closedAt !== null || attention === 'workflow-ended') return;
    await noteStage(trx, runId, { stage, attention: 'workflow-ended', detail: `its workflow ${end}` });
  });
}

/**
 * Closes a run whose workflow has ended without an end, so that a new one can be started. What it had done stays so; where
 * it was not through, what is left is for the new one to find.
 *
 * @param closing.end in words that follow "its workflow"
 * @returns false when the run has ended already
 */
export async function closeLostRun(
  db: Db,
  sealer: Sealer,
  runId: string,
  { by, end, at }: { by: string; end: string; at: Date },
): Promise<boolean> {
  return await inTransaction(db, async (trx) => {
    const run = await lockRun(trx, runId);
    if (run.closedAt !== null) return false;
    const why = `cancelled by ${by}, because its workflow ${end}`;
    // Leases first: a late attempt at a step locks its lease before the ledger, too.
    for (const { accountId } of await listRunAccounts(trx, runId)) await releaseLeases(trx, { runId, accountId });
    if (run.actedAt !== null) await giveUpAccounts(trx, runId, why);
    const { stage, outcome } = await endOf(trx, run);
    await noteStage(trx, runId, { stage, attention: null, detail: why });
    await updateRun(trx, runId, { closedAt: at, outcome });
    await signHead(trx, sealer, runId);
    return true;
  });
}

async function giveUpAccounts(trx: Db, runId: string, why: string): Promise<void> {
  for (const { accountId, state } of await listRunAccounts(trx, runId)) {
    if (isFinal(state)) continue;
    await noteAccountState(trx, { runId, accountId }, { state: 'given-up', detail: `${why}; it was not read back` });
  }
}

async function endOf(trx: Db, { id, stage, actedAt }: Run): Promise<Pick<Run, 'stage' | 'outcome'>> {
  if (actedAt === null) return { stage: 'cancelled', outcome: 'cancelled' };
  if (stage === 'in-force') return { stage: 'done', outcome: 'ended-early' };
  return { stage: 'done', outcome: outcomeOfAccounts(await listRunAccounts(trx, id)) };
}
