import { condition } from '@temporalio/workflow';
import type { FollowUp } from '../activities/lifecycle/lifecycle-steps.js';
import type { PersonRun } from './person-run.js';
import { isSettled } from './second-look.js';
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
    if (isFollowUpDue(ticket)) {
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

/** Where something was brought about, something has to be done again. */
function reopenAccounts({ accounts }: PersonTicket): void {
  for (const account of accounts) {
    if (isSettled(account)) account.state = 'pending';
  }
}
