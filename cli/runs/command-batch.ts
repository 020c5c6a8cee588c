import { batchLabel } from '../../domain/batch.js';
import { type Batch, listOpenRunsOfBatch } from '../../store/batches.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { formatCounted } from '../output/count.js';
import { requireBatch } from './show-batch.js';

/** Runs that are told at a time. */
const atOnce = 10;

/**
 * Gives a command to every open run of a batch that it is for. What one of them refuses keeps it from no other.
 *
 * @throws FailedError when it is for none
 */
export async function commandBatch(
  context: CliContext,
  name: string,
  kind: string,
  give: (run: Run) => Promise<void>,
): Promise<void> {
  const { db } = await context.database();
  const { terminal } = context;
  const batch = await requireBatch(db, name);
  const label = batchLabel(batch.id);
  const open = await listOpenRunsOfBatch(db, batch.id);
  if (open.length === 0) throw new FailedError(`No run of batch ${label} is open.`);
  const { runs, kept } = chooseRuns(open, batch, kind);
  for (const { workflowId } of kept) {
    terminal.say(`${workflowId} was open before the batch: cancel it by itself if it is not wanted.`);
  }
  if (runs.length === 0) {
    const why = kind === 'approve' ? 'needs approval' : 'was begun by it';
    throw new FailedError(`No open run of batch ${label} ${why}.`, 'Nothing was changed.');
  }
  let taken = 0;
  for (let begin = 0; begin < runs.length; begin += atOnce) {
    const told = runs.slice(begin, begin + atOnce);
    const ends = await Promise.all(told.map((run) => give(run).catch(refusalOf)));
    taken += ends.filter((refusal) => refusal === undefined).length;
    for (const [index, refusal] of ends.entries()) {
      if (refusal !== undefined) terminal.say(withId(refusal, told[index]?.workflowId ?? ''));
    }
  }
  await terminal.print(`${formatCounted(taken, 'run')} of ${runs.length}  ${kind}`);
  if (taken < runs.length) context.exitCode = 1;
  terminal.say(`Look: steward runs --batch ${label}`);
}

/**
 * Which runs a command to a batch is for. A batch takes back what it brought with it: what somebody had asked for before
 * stays, and is told. Whatever needs no approval is not asked about.
 */
function chooseRuns(open: Run[], { createdAt }: Batch, kind: string): { runs: Run[]; kept: Run[] } {
  if (kind === 'approve') return { runs: open.filter(({ needsApproval }) => needsApproval), kept: [] };
  const kept = kind === 'cancel' ? open.filter(({ askedAt }) => askedAt < createdAt) : [];
  return { runs: open.filter((run) => !kept.includes(run)), kept };
}

/** What a run said against it, behind its id, which some of it begins with already. */
function withId(refusal: string, workflowId: string): string {
  return refusal.startsWith(workflowId) ? refusal : `${workflowId}: ${refusal}`;
}

/** What a run said against it. @throws whatever speaks against all */
function refusalOf(error: unknown): string {
  if (error instanceof FailedError) return error.message;
  throw error;
}
