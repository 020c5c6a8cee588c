import type { OpenDatabase } from '../store/pool.js';
import { RetoolError, RetoolUnauthorizedError } from '../retool/retool-error.js';
import { type NotesReading, stageTokens, stageWorkflows } from '../store/stage-notes.js';
import type { OpenedAccount } from './account-opener.js';
import type { Heartbeat } from './heartbeating.js';
import type { ReadNotesResult, RunStep } from './sync-steps.js';

/** Reads access tokens and workflows, one after the other; either may be out of reach. */
export async function readNotes(
  { db }: OpenDatabase,
  { account: { features }, client }: OpenedAccount,
  { runId }: RunStep,
  { signal }: Heartbeat<unknown>,
): Promise<ReadNotesResult> {
  const tokens = await tryReading(features.accessTokens, 'access tokens', () => client.accessTokens.list(signal));
  await stageTokens(db, runId, tokens);
  const workflows = await tryReading(features.workflows, 'workflows', () => client.workflows.list(signal));
  await stageWorkflows(db, runId, workflows);
  return { tokens: countOf(tokens), workflows: countOf(workflows) };
}

/**
 * What will be refused the next time too is a fact of the account: the scope, the plan, the version, an answer that is
 * not understood. A token that is not accepted at all is not.
 */
async function tryReading<Note>(
  isListed: boolean,
  what: string,
  list: () => Promise<Note[]>,
): Promise<NotesReading<Note>> {
  if (!isListed) return { unreadReason: `this version of Retool does not list ${what}, or it is not known` };
  try {
    return { notes: await list() };
  } catch (error) {
    const isFact = error instanceof RetoolError && !error.isRetryable && !(error instanceof RetoolUnauthorizedError);
    if (!isFact) throw error;
    return { unreadReason: error.message };
  }
}

function countOf(reading: NotesReading<unknown>): number | null {
  return 'notes' in reading ? reading.notes.length : null;
}
