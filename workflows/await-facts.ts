import { condition } from '@temporalio/workflow';
import type { PersonRun } from './person-run.js';

/**
 * Waits for what the run cannot act without: without end, but from a deadline on somebody is asked to look.
 *
 * @returns whether it had to wait, so that the moment may have moved meanwhile
 */
export async function awaitFacts(run: PersonRun): Promise<boolean> {
  const { ticket } = run;
  const isKnown = () => ticket.missing === null || ticket.cancel !== null;
  if (isKnown()) return false;
  run.show();
  const left = ticket.missingUntil === null ? 0 : Date.parse(ticket.missingUntil) - Date.now();
  if (left > 0 && (await condition(isKnown, left, { summary: 'Until somebody is asked to look' }))) return true;
  ticket.isMissingOverdue = true;
  await run.enter('waiting', { detail: 'no work email is known yet' });
  await condition(isKnown);
  return true;
}
