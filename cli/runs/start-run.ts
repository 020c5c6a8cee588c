import { setTimeout as pause } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Database, Db } from '../../store/database.js';
import { enqueue, findStart } from '../../store/outbox.js';
import type { Run } from '../../store/runs.js';
import { isWorkerConnected } from '../../store/worker-connections.js';
import type { CliContext } from '../context.js';
import { describeAsked } from './describe-asked.js';

/** A worker looks ten times a second. */
const pollMs = 50;
const patienceMs = 5000;

/**
 * Writes a run down together with the command to start it, and says where to look. A worker carries the command out, at
 * once or as soon as there is one and Temporal answers: nothing is lost meanwhile.
 *
 * @param write inserts the run
 * @throws RunOpenError when such a run of the person is open; nothing was changed
 */
export async function startRun(context: CliContext, write: (trx: Transaction<Database>) => Promise<Run>): Promise<Run> {
  const { db } = await context.database();
  const { terminal, zone } = context;
  const run = await db.transaction().execute(async (trx) => {
    const written = await write(trx);
    await enqueue(trx, { command: 'start-run', runId: written.id });
    return written;
  });
  await terminal.print(run.workflowId);
  const acts = describeAsked(run, { now: context.now(), zone });
  terminal.say(`It acts ${acts}.${run.needsApproval ? ' Approval is waited for.' : ''}`);
  const whyNotStarted = await awaitStart(db, run);
  if (whyNotStarted !== undefined) {
    terminal.say(`Written down, but not started yet: ${whyNotStarted}`);
    if (run.effectiveAt <= context.now()) context.exitCode = 1;
  }
  terminal.say(`Look: steward run ${run.workflowId}`);
  return run;
}

/** @returns why a worker has not started the workflow, and what to do; undefined when it has */
async function awaitStart(db: Db, run: Run): Promise<string | undefined> {
  if (!(await isWorkerConnected(db)))
    return 'no worker is connected to the database. It begins by itself once one does: steward worker';
  const until = performance.now() + patienceMs;
  for (;;) {
    const waiting = await findStart(db, run.id);
    if (!waiting) return undefined;
    if (performance.now() >= until) {
      const { lastFailure } = waiting;
      const problem = lastFailure === null ? 'no answer came in 5 s' : `it could not be (${lastFailure})`;
      return `${problem}. The worker goes on trying; see its log, and whether Temporal runs`;
    }
    await pause(pollMs);
  }
}
