import type { Kysely, Transaction } from 'kysely';
import { titleOfRun } from '../../domain/run-title.js';
import type { Database } from '../database.js';
import {
  deleteCommand,
  isAnythingDue,
  type OutboxRow,
  postponeCommand,
  postponePerson,
  takeCommand,
  takePersonToReconsider,
} from '../outbox.js';
import { findPersonById } from '../people.js';
import { noteWorkflowEnd } from '../lost-runs.js';
import { getRun, type Run } from '../runs.js';
import { type DecideContext, decidePerson } from './decide-person.js';

/** What commands to Temporal need; the client of Temporal is one. Each call is safe to repeat. */
export interface CommandTarget {
  /**
   * Starts the workflow of a run, unless it was started before.
   *
   * @returns how the workflow ended, in words that follow its name, where it has; undefined while it goes on
   */
  start(run: Run, summary: string): Promise<string | undefined>;
  /** Has a run read its row again. @returns false when no workflow of that id is running */
  tell(workflowId: string): Promise<boolean>;
}

/** The workflow of an open run has ended: nobody hears the command before the run is closed. */
class WorkflowEndedError extends Error {
  override readonly name = 'WorkflowEndedError';
  readonly runId: string;
  readonly end: string;

  constructor({ id, workflowId }: Run, end: string) {
    super(`The workflow ${workflowId} ${end}.`);
    this.runId = id;
    this.end = end;
  }
}

/**
 * Carries out one command, or decides on one person of whom the clock changed something. Its row goes in the same
 * transaction: whoever dies in between leaves it to the next, who repeats it. What fails is tried again later, and holds up
 * nothing else.
 *
 * @returns whether there was anything to do, and the name of what went wrong
 */
export async function takeNextCommand(
  db: Kysely<Database>,
  target: CommandTarget,
  context: DecideContext,
): Promise<{ isIdle: boolean; failure: string | null }> {
  let row: OutboxRow | undefined;
  let personId: string | undefined;
  if (!(await isAnythingDue(db, context.now))) return { isIdle: true, failure: null };
  try {
    await db.transaction().execute(async (trx) => {
      row = await takeCommand(trx);
      personId = row ? undefined : await takePersonToReconsider(trx, context.now);
      if (row) await carry(trx, row, target, context);
      else if (personId !== undefined) await decidePerson(trx, personId, context);
    });
    return { isIdle: row === undefined && personId === undefined, failure: null };
  } catch (error) {
    const failure = error instanceof Error ? error.name : 'unknown';
    // It may have ended together with its run, just now: then nothing is noted, and the command finds the run closed.
    if (error instanceof WorkflowEndedError) await noteWorkflowEnd(db, error.runId, error.end);
    if (row) await postponeCommand(db, row, failure);
    else if (personId !== undefined) await postponePerson(db, personId);
    else throw error;
    return { isIdle: false, failure };
  }
}

async function carry(
  trx: Transaction<Database>,
  { id, command, runId, personId }: OutboxRow,
  target: CommandTarget,
  context: DecideContext,
): Promise<void> {
  if (personId !== null) await decidePerson(trx, personId, context);
  else if (runId !== null) await deliver(trx, command, await getRun(trx, runId), target, context);
  await deleteCommand(trx, id);
}

async function deliver(
  trx: Transaction<Database>,
  command: OutboxRow['command'],
  run: Run,
  target: CommandTarget,
  context: DecideContext,
): Promise<void> {
  if (command === 'tell-run' && (await target.tell(run.workflowId))) return;
  if (run.closedAt === null) {
    const person = run.personId === null ? undefined : await findPersonById(trx, run.personId);
    const end = await target.start(run, titleOfRun(run, person?.key ?? ''));
    if (end !== undefined) throw new WorkflowEndedError(run, end);
  } else if (command === 'tell-run' && run.personId !== null) {
    // Nobody was told, because the run has ended: what is wanted now follows anew.
    await decidePerson(trx, run.personId, context);
  }
}
