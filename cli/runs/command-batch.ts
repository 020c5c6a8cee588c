import { batchLabel } from '../../domain/batch.js';
import { listOpenRunsOfBatch } from '../../store/batches.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { formatCounted } from '../output/count.js';
import { requireBatch } from './show-batch.js';

/** Runs that are told at a time. */
const atOnce = 10;

/** Gives a command to every open run of a batch. What one of them refuses keeps it from no other. */
export async function commandBatch(
  context: CliContext,
  name: string,
  kind: string,
  give: (run: Run) => Promise<void>,
): Promise<void> {
  const { db } = await context.database();
  const { terminal } = context;
  const batch = await requireBatch(db, name);
  const runs = await listOpenRunsOfBatch(db, batch.id);
  if (runs.length === 0) throw new FailedError(`No run of batch ${batchLabel(batch.id)} is open.`);
  let taken = 0;
  for (let begin = 0; begin < runs.length; begin += atOnce) {
    const told = runs.slice(begin, begin + atOnce);
    const ends = await Promise.all(told.map((run) => give(run).catch(refusalOf)));
    taken += ends.filter((refusal) => refusal === undefined).length;
    for (const [index, refusal] of ends.entries()) {
      if (refusal !== undefined) terminal.say(`${told[index]?.workflowId ?? ''}: ${refusal}`);
    }
  }
  await terminal.print(`${formatCounted(taken, 'run')} of ${runs.length}  ${kind}`);
  if (taken < runs.length) context.exitCode = 1;
  terminal.say(`Look: steward runs --batch ${batchLabel(batch.id)}`);
}

/** What a run said against it. @throws whatever speaks against all */
function refusalOf(error: unknown): string {
  if (error instanceof FailedError) return error.message;
  throw error;
}
