import { batchLabel } from '../domain/batch.js';
import type { RunStarter } from '../domain/run-starter.js';
import { type Batch, getBatch, listOpenRunsOfBatch } from '../store/batches.js';
import type { Db } from '../store/database.js';
import { listDecisions, refuseDecision } from '../store/decisions.js';
import type { Run } from '../store/runs.js';
import type { BatchActivities, StartedBatch } from './batch-steps.js';
import { translateFailures } from './failures.js';
import { heartbeating } from './heartbeating.js';

/** Runs that are started before the next report. */
const chunk = 50;

/** Starts at a time. */
const atOnce = 10;

interface Progress extends StartedBatch {
  /** The last run of those that are done. */
  after: string | null;
}

export interface BatchDeps {
  db: Db;
  runStarter: RunStarter;
}

/** One activity starts all runs of a batch, so that many of them leave no trail of events anywhere. */
export function createBatchActivities(deps: BatchDeps): BatchActivities {
  const { db } = deps;
  return translateFailures<BatchActivities>({
    startBatchRuns: ({ batchId }) =>
      heartbeating<Progress, StartedBatch>(async ({ last, signal, report }) => {
        const batch = await getBatch(db, batchId);
        let progress: Progress = last ?? { runs: 0, notMoved: 0, after: null };
        for (;;) {
          const runs = await listOpenRunsOfBatch(db, batchId, { after: progress.after, limit: chunk });
          const end = runs.at(-1);
          if (!end) return { runs: progress.runs, notMoved: progress.notMoved };
          let notMoved = 0;
          for (let begin = 0; begin < runs.length; begin += atOnce) {
            signal.throwIfAborted();
            const moved = await Promise.all(
              runs.slice(begin, begin + atOnce).map((run) => startAndMove(deps, batch, run)),
            );
            notMoved += moved.filter((isMoved) => !isMoved).length;
          }
          progress = { runs: progress.runs + runs.length, notMoved: progress.notMoved + notMoved, after: end.id };
          report(progress);
        }
      }),
  });
}

/** @returns whether the run acts at the release, or earlier */
async function startAndMove({ db, runStarter }: BatchDeps, batch: Batch, run: Run): Promise<boolean> {
  await runStarter.start(run, `Offboarding of a leaver of batch ${batchLabel(batch.id)}`);
  if (run.effectiveAt <= batch.releaseAt) return true;
  const decision = (await listDecisions(db, run.id)).find(({ detail }) => detail['batchId'] === batch.id);
  // It came with the batch, and was moved away from it since.
  if (!decision) return false;
  const { id: decisionId, reason } = decision;
  const message = { id: `batch/${batch.id}`, at: batch.releaseAt.toISOString(), decisionId, reason };
  const refused = await runStarter.reschedule(run.workflowId, message);
  if (refused !== undefined) await refuseDecision(db, decision, refused);
  return refused === undefined;
}
