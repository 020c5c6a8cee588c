import { condition } from '@temporalio/workflow';
import type { FollowUp } from '../activities/lifecycle/lifecycle-steps.js';
import { isFinal, isSettled } from '../domain/run.js';
import type { PersonRun } from './person-run.js';
import {
  doAllStand,
  followUpMoment,
  isFollowUpDue,
  isPartOver,
  type PersonTicket,
  takeHurried,
} from './person-ticket.js';

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
    if (!isPartOver(ticket)) {
      if (afterMs !== null) ticket.followUpAt ??= Date.now() + afterMs;
      if (ticket.stage !== 'in-force') await run.enter('in-force');
      await awaitEnd(run, carry);
      if (ticket.cancel) return;
    }
    const isDue = isFollowUpDue(ticket);
    if (isDue) ticket.phase = phase;
    else ticket.followUpAt = null;
    ticket.tryNow = false;
    reopenAccounts(ticket);
    // Each part begins with a row of its own in the ledger.
    const detail = isDue ? 'the second part begins' : 'a change is taken in';
    await run.enter('acting', { ...(ticket.stage === 'acting' && { detail }), ...takeHurried(ticket) });
    await act();
  }
}

async function awaitEnd({ ticket, show }: PersonRun, carry: () => Promise<void>): Promise<void> {
  for (;;) {
    await carry();
    show();
    if (ticket.cancel || isPartOver(ticket)) return;
    await untilChanged(ticket);
  }
}

/**
 * While the first part is done: it ends also where an account waits for something or for somebody. What was done
 * elsewhere holds for its time and no longer.
 */
export async function watchEnd(
  { ticket, show }: PersonRun,
  { afterMs }: FollowUp,
  hasEnded: () => boolean,
): Promise<void> {
  const isReady = () => ticket.followUpAt === null && afterMs !== null && doAllStand(ticket);
  for (;;) {
    if (hasEnded() || ticket.cancel || isPartOver(ticket)) return;
    if (afterMs !== null && isReady()) {
      ticket.followUpAt = Date.now() + afterMs;
      show();
    }
    await untilChanged(ticket, () => hasEnded() || isReady());
  }
}

/** Until the first part is over, or its end is moved. */
async function untilChanged(ticket: PersonTicket, isCalled = () => false): Promise<void> {
  const until = followUpMoment(ticket);
  const hasChanged = () =>
    ticket.cancel !== null || isPartOver(ticket) || followUpMoment(ticket) !== until || isCalled();
  if (until === null) await condition(hasChanged);
  else await condition(hasChanged, until - Date.now(), { summary: 'Until what was done ends' });
}

/** Where something was brought about, something has to be done again; elsewhere the first part has not been done yet. */
function reopenAccounts({ accounts, phase }: PersonTicket): void {
  for (const account of accounts) {
    if (isSettled(account)) account.state = 'pending';
    else if (phase !== 'act' && !isFinal(account.state)) account.isBehind = true;
  }
}
