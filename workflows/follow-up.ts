import { condition } from '@temporalio/workflow';
import type { FollowUp } from '../activities/lifecycle/lifecycle-steps.js';
import type { PersonRun } from './person-run.js';
import { isSettled } from './second-look.js';
import { type PersonTicket, takeHurried } from './person-ticket.js';

/**
 * What was done holds until a moment, or until the run is told; then the second part is done everywhere. A change that
 * comes meanwhile is taken in, and the time begins anew.
 */
export async function followUp(
  run: PersonRun,
  { phase, afterMs }: FollowUp,
  { act, carry }: { act(): Promise<void>; carry(): Promise<void> },
): Promise<void> {
  const { ticket } = run;
  while (ticket.phase === 'act') {
    if (ticket.cancel) return;
    if (afterMs !== null) ticket.followUpAt ??= Date.now() + afterMs;
    if (ticket.stage !== 'in-force') await run.enter('in-force');
    await awaitEnd(run, carry);
    if (ticket.cancel) return;
    if (isOver(ticket)) {
      ticket.phase = phase;
    } else {
      ticket.followUpAt = null;
    }
    ticket.tryNow = false;
    reopenAccounts(ticket);
    await run.enter('acting', takeHurried(ticket));
    await act();
  }
}

async function awaitEnd({ ticket, show }: PersonRun, carry: () => Promise<void>): Promise<void> {
  for (;;) {
    await carry();
    show();
    const { endsAt } = ticket;
    if (ticket.cancel || isOver(ticket) || isChanged(ticket)) return;
    const isCalled = () => ticket.cancel !== null || isOver(ticket) || isChanged(ticket) || ticket.endsAt !== endsAt;
    const until = endOf(ticket);
    if (until === null) await condition(isCalled);
    else await condition(isCalled, until - Date.now(), { summary: 'Until what was done ends' });
  }
}

function isOver(ticket: PersonTicket): boolean {
  const end = endOf(ticket);
  return ticket.tryNow || ticket.isLifted || (end !== null && end <= Date.now());
}

/** The next change of somebody's attributes while the access of before still stands. */
function isChanged({ kind, factsVersion, actedVersion }: PersonTicket): boolean {
  return kind === 'move' && factsVersion > actedVersion;
}

function endOf({ followUpAt, endsAt }: PersonTicket): number | null {
  return followUpAt ?? (endsAt === null ? null : Date.parse(endsAt));
}

/** Where something was brought about, something has to be done again. */
function reopenAccounts({ accounts }: PersonTicket): void {
  for (const account of accounts) {
    if (isSettled(account)) account.state = 'pending';
  }
}
